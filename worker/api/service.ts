import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { roles } from '../../schema/index.ts'
import { type App, gives, problems } from './contract.ts'

/** What no product documents and every operator needs: whether it runs, and what it serves. */
export function mountService(app: OpenAPIHono<App>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/health',
      tags: ['Service'],
      summary: 'Whether the service and its database answer',
      responses: { 200: gives(z.object({ status: z.literal('ok') })), ...problems() },
    }),
    async (c) => {
      await c.var.call.db.select({ id: roles.id }).from(roles).limit(1)
      return c.json({ status: 'ok' as const }, 200)
    },
  )

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that signing in gives. Reset links carry one of their own.',
  })

  let description: ReturnType<typeof app.getOpenAPI31Document> | undefined
  app.openapi(
    createRoute({
      method: 'get',
      path: '/openapi.json',
      tags: ['Service'],
      summary: 'This description',
      responses: { 200: gives(z.record(z.string(), z.unknown())), ...problems() },
    }),
    (c) => {
      description ??= app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Latchkey',
          version: '1',
          description: 'Signs users in, for the products whose documents it follows.',
        },
      })
      return c.json({ ...description }, 200)
    },
  )
}
