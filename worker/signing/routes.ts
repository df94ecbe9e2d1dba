import { readableByAll } from '../http/headers.ts'
import { response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import * as z from '../input/zod.ts'
import { publishedKeys, type SigningKey, signingKey } from './keys.ts'
import { algorithms } from './new-key.ts'

/** Members of public keys (RFC 7518 section 6). */
const PublicKey = z.component('PublicKey', () =>
  z.object({
    kty: z.enum(['EC', 'RSA']),
    kid: z.string(),
    alg: z.enum(algorithms),
    use: z.literal('sig'),
    crv: z.optional(z.string()),
    x: z.optional(z.string()),
    y: z.optional(z.string()),
    n: z.optional(z.string()),
    e: z.optional(z.string()),
  }),
)

/** Seconds. An isolate may have read the keys as long ago, and both together are far less than a new key is published ahead. */
const cachedFor = 60

export const getJwks = operation(
  'get',
  '/.well-known/jwks.json',
  () => ({
    operationId: 'getJwks',
    tags: ['OAuth'],
    guards: [readableByAll({ maxAge: cachedFor })],
    responses: { 200: response(() => z.object({ keys: z.array(PublicKey()) })) },
  }),
  async (c) => {
    const { call } = c.var
    // The first request creates the first keys, so that no verifier caches an empty set.
    for (const alg of algorithms) await signingKey(call, alg)
    const keys = await publishedKeys(call)
    return c.json({ keys: keys.map(toBody) }, 200)
  },
)

function toBody({ kid, alg, publicJwk }: SigningKey): z.OutputOf<typeof PublicKey> {
  return { ...JSON.parse(publicJwk), kid, alg, use: 'sig' }
}
