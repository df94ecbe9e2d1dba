import type { ApiTexts } from '../../web/text/api-texts.ts'
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

/** Mounts /openapi.json. */
export function mountOpenApi(app: Router, settings: Settings): void {
  const { PUBLIC_URL, declared } = settings
  app.describe(() => ({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tags: ['Service'],
    responses: { 200: response(() => z.looseObject({ openapi: z.literal('3.1.0') })) },
  }))
  // Built once per isolate: it is by far the largest response.
  let description: string | undefined
  app.get('/openapi.json', async () => {
    if (description) return send(description)
    const texts = await readTexts(settings)
    const document = JSON.stringify(
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
        ...(texts ?? { tags: {}, summaries: {} }),
        securitySchemes,
        problemCodes: declared.problemCodes,
      }),
    )
    if (texts) description = document
    return send(document)
  })
}

function send(document: string): Response {
  return new Response(document, { headers: { 'Content-Type': 'application/json' } })
}

/** What the tags and the operations are about: an asset, which only the description needs. Without it, the description lacks them. */
async function readTexts({ assets }: Pick<Settings, 'assets'>): Promise<ApiTexts | undefined> {
  try {
    const file = await assets?.fetch('https://assets.invalid/api-texts.json')
    return file?.ok ? await file.json() : undefined
  } catch {
    return undefined
  }
}
