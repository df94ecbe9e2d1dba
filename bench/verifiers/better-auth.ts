import { type HttpResponse, sendOnce } from '../measure/load.ts'
import { bearer } from '../peers/credentials.ts'
import { configOf, type Verifier } from './verifier.ts'

const prefix = '/api/auth'

/** Settings with which better-auth signs its sessions and issues JWTs. */
export const tokenSettings = { COOKIE_CACHE: 'on', JWT: 'on' }

/** better-auth's ways to check a session without D1. */
export const betterAuthVerifiers: Verifier[] = [
  {
    name: 'better-auth, cookie cache',
    request: async (signedIn) => ({ path: `${prefix}/get-session`, headers: cookieOf(signedIn) }),
  },
  {
    name: 'better-auth, cookie cache, no router',
    request: async (signedIn) => ({ path: '/me', headers: cookieOf(signedIn) }),
  },
  {
    name: 'better-auth, JWT plugin',
    config: configOf('key-set'),
    variables: async (origin) => ({
      ISSUER: 'http://localhost',
      KEYS_URL: `${origin}${prefix}/jwks`,
    }),
    async request(signedIn, origin) {
      const request = { path: `${prefix}/token`, headers: cookieOf(signedIn) }
      const { text } = await sendOnce(origin, request)
      return { path: '/', headers: bearer(JSON.parse(text).token) }
    },
  },
]

/** The header with the cookies that a browser sends back. */
export function cookieOf({ headers }: HttpResponse): { cookie: string } {
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0])
  return { cookie: cookies.join('; ') }
}
