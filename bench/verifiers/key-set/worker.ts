import { createRemoteJWKSet, jwtVerify } from 'jose'

/** A token of better-auth's JWT plugin, verified as its documentation shows: jose fetches the keys. It knows no revocations. */

interface Env {
  /** The issuer, which is the audience, too. */
  ISSUER: string
  KEYS_URL: string
}

let keys: ReturnType<typeof createRemoteJWKSet> | undefined

export default {
  async fetch({ headers }, { ISSUER, KEYS_URL }) {
    keys ??= createRemoteJWKSet(new URL(KEYS_URL))
    const token = headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: ISSUER })
      return Response.json({ account: payload.sub, email: payload.email })
    } catch {
      return new Response(null, { status: 401 })
    }
  },
} satisfies ExportedHandler<Env>
