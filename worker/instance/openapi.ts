import type { Settings } from '../config/settings.ts'
import { response } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import * as z from '../input/zod.ts'

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that sign-in returns. A reset link contains another token.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-latchkey',
    description:
      'The session of a browser. A request that changes something must come from the same origin.',
  },
}

const tags = {
  Latchkey: 'Accounts, sessions and their administration',
  Shared:
    'Operations that several products document. The response has what each document promises.',
  Asta: "Asta's Authentication API",
  asyncat: "asyncat's Auth API",
  lncrawl: 'The Authentication API of Lightnovel Crawler',
  'Open Archiver':
    "Open Archiver's Auth API, under /v1 and, as its browser client requests, under /api/v1",
  Argon: 'The Authentication API of the Argon panel',
  OAuth: 'Tokens that other services verify with public keys',
  Service: 'Health, and this description',
}

/** Mounts /openapi.json. */
export function mountOpenApi(app: Router, settings: Settings): void {
  const { PUBLIC_URL, declared } = settings
  app.describe(() => ({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tags: ['Service'],
    summary: 'This description, in OpenAPI 3.1',
    responses: { 200: response(z.looseObject({ openapi: z.literal('3.1.0') })) },
  }))
  // Built once per isolate: it is by far the largest response.
  let description: string | undefined
  app.get('/openapi.json', () => {
    description ??= JSON.stringify(
      app.document({
        openapi: '3.1.0',
        info: {
          title: 'Latchkey',
          version: '1',
          description: 'Signs users in, for the products whose documents it follows.',
          license: { name: 'MIT', identifier: 'MIT' },
        },
        // Relative without PUBLIC_URL.
        servers: [{ url: PUBLIC_URL ? new URL(PUBLIC_URL).origin : '/' }],
        tags,
        securitySchemes,
        problemCodes: declared.problemCodes,
      }),
    )
    return new Response(description, { headers: { 'Content-Type': 'application/json' } })
  })
}
