import { importJWK, jwtVerify } from 'jose'

/** The least that verifies a token: one ES256 signature and `exp`, with a key in memory. It knows no revocations. */

interface Env {
  /** The public key as a JWK. */
  KEY: string
}

let key: ReturnType<typeof importJWK> | undefined

export default {
  async fetch({ headers }, { KEY }) {
    key ??= importJWK(JSON.parse(KEY), 'ES256')
    const token = headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    try {
      const { payload } = await jwtVerify(token, await key, { algorithms: ['ES256'] })
      return Response.json({ account: payload.sub, role: payload.role })
    } catch {
      return new Response(null, { status: 401 })
    }
  },
} satisfies ExportedHandler<Env>
