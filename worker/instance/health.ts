import { version } from '../../package.json'
import { roles } from '../../schema/index.ts'
import { gives, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import * as z from '../input/zod.ts'

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that signing in gives. Reset links carry one of their own.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-latchkey',
    description:
      "A browser's session. Requests that change something must come from the same origin.",
  },
}

const tags = {
  Latchkey: 'Accounts, sessions and their administration',
  Shared: 'What several products document; the answer has what each of them promises',
  Asta: 'Its Authentication API',
  asyncat: 'Its Auth API',
  lncrawl: 'The Authentication API of Lightnovel Crawler',
  'Open Archiver': 'Its Auth API, under /v1 and, as its browser client asks, under /api/v1',
  Argon: 'The Authentication API of its panel',
  Service: 'Whether it runs, and this description',
}

declare const LATCHKEY_COMMIT: string
/** npm start and npm run deploy define it. `wrangler deploy` by itself does not, and an unknown name has no other test. */
const commit = typeof LATCHKEY_COMMIT === 'undefined' ? '' : `+${LATCHKEY_COMMIT}`

/** What no product documents and every operator needs: whether it runs, and what it serves. */
export function mountService(app: Router): void {
  app.openapi(
    {
      method: 'get',
      path: '/health',
      operationId: 'getHealth',
      tags: ['Service'],
      summary: 'Whether the service and its database answer',
      responses: { 200: gives(z.object({ status: z.literal('ok') })), ...problems() },
    },
    async (c) => {
      await c.var.call.db.select({ id: roles.id }).from(roles).limit(1)
      // Which code answers, as Semantic Versioning writes it. In a header, so that the body stays what monitors compare.
      c.header('Latchkey-Version', version + commit)
      return c.json({ status: 'ok' as const }, 200)
    },
  )

  app.describe({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tags: ['Service'],
    summary: 'This description, in OpenAPI 3.1',
    responses: { 200: gives(z.looseObject({ openapi: z.literal('3.1.0') })), ...problems() },
  })
  // Made once: it is the largest answer by far, and never changes while an isolate lives.
  let description: string | undefined
  app.get('/openapi.json', (c) => {
    const { PUBLIC_URL } = c.var.call.settings
    description ??= JSON.stringify(
      app.document({
        openapi: '3.1.0',
        info: {
          title: 'Latchkey',
          version: '1',
          description: 'Signs users in, for the products whose documents it follows.',
          license: { name: 'MIT', identifier: 'MIT' },
        },
        // Without an address of its own: wherever this description is read from.
        servers: [{ url: PUBLIC_URL ? new URL(PUBLIC_URL).origin : '/' }],
        tags,
        securitySchemes,
      }),
    )
    return new Response(description, { headers: { 'Content-Type': 'application/json' } })
  })
}
