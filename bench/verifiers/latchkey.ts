import { type HttpRequest, type HttpResponse, sendOnce } from '../measure/load.ts'
import { bearer, postJson } from '../peers/credentials.ts'
import { configOf, type Verifier } from './verifier.ts'

const issuer = 'https://example.com'
const audience = 'https://api.example.com'

/** Settings with which Latchkey issues access tokens. */
export const tokenSettings = { PUBLIC_URL: issuer, OAUTH: 'on', RESOURCES: audience }

/** Latchkey's verifier, and the least that verifies the same tokens. */
export const latchkeyVerifiers: Verifier[] = [
  {
    name: 'latchkey/verify',
    config: configOf('latchkey'),
    variables: async (origin) => ({ ISSUER: issuer, AUDIENCE: audience, LATCHKEY: origin }),
    request: accessTokenRequest,
  },
  {
    name: 'jose, ES256',
    config: configOf('jose'),
    async variables(origin) {
      const { text } = await sendOnce(origin, { path: '/.well-known/jwks.json' })
      const { keys } = JSON.parse(text) as { keys: { alg?: string }[] }
      return { KEY: JSON.stringify(keys.find(({ alg }) => alg === 'ES256')) }
    },
    request: accessTokenRequest,
  },
]

async function accessTokenRequest(signedIn: HttpResponse, origin: string): Promise<HttpRequest> {
  const { headers, ...request } = postJson('/api/auth/access-token', { audience })
  const session = bearer(JSON.parse(signedIn.text).token)
  const { text } = await sendOnce(origin, { ...request, headers: { ...headers, ...session } })
  return { path: '/', headers: bearer(JSON.parse(text).access_token) }
}
