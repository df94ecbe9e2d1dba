import { createVerifier, TokenError, type Verifier } from '../../../client/verify.ts'

/** `latchkey/verify` as docs/tokens.md sets it up. It fetches the keys and the list of revocations from Latchkey. */

interface Env {
  ISSUER: string
  AUDIENCE: string
  /** Where Latchkey listens: the host of the issuer exists only in the benchmark. */
  LATCHKEY: string
}

let verifier: Verifier | undefined

export default {
  async fetch(request, env) {
    verifier ??= create(env)
    try {
      const { sub, role } = await verifier(request)
      return Response.json({ account: sub, role })
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      return new Response(error.message, { status: error.status })
    }
  },
} satisfies ExportedHandler<Env>

function create({ ISSUER, AUDIENCE, LATCHKEY }: Env): Verifier {
  return createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    fetch: (input, init) => fetch(String(input).replace(ISSUER, LATCHKEY), init),
  })
}
