import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { settingsOf } from '../../worker/capabilities.ts'
import { createCall } from '../../worker/http/context.ts'
import { type Purpose, purposes, signToken, verifyToken } from '../../worker/sessions/token.ts'
import { signJwt, type Typ, verifyJwt } from '../../worker/signing/jwt.ts'
import { publishedKeys, signingKey } from '../../worker/signing/keys.ts'
import type { Algorithm } from '../../worker/signing/new-key.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

async function newCall() {
  const service = new Service({ NUMBER: { number: Math.random() } })
  const request = new Request('https://sign-in.test/')
  return createCall(await settingsOf(service.env), request, createExecutionContext())
}
type Call = Awaited<ReturnType<typeof newCall>>

const typs: Typ[] = ['at+jwt', 'JWT', 'revocations+jwt']
const uses = { 'at+jwt': 'access', JWT: 'id', 'revocations+jwt': 'revocations' } as const

function claimsAt(call: Call) {
  const iat = Math.floor(call.now / 1000)
  return { sub: 'ada', jti: 'one', iss: 'https://sign-in.test', iat, exp: iat + 60 }
}

function signed(call: Call, typ: Typ): Promise<string> {
  return signJwt(call, { use: uses[typ], typ, claims: claimsAt(call) })
}

/** A token with any header, signed with the private key of an algorithm. */
async function forged(call: Call, alg: Algorithm, header: Record<string, unknown>) {
  const { privateKey, kid } = await signingKey(call, alg)
  return new SignJWT(claimsAt(call))
    .setProtectedHeader({ alg, typ: 'at+jwt', kid, ...header })
    .sign(privateKey)
}

describe('A JWT of one type is not one of another', () => {
  for (const typ of typs) {
    test.each(typs)(`${typ} as %s`, async (other) => {
      const call = await newCall()
      const claims = await verifyJwt(call, await signed(call, typ), { typ: other })
      expect(claims?.sub).toBe(typ === other ? 'ada' : undefined)
    })
  }
})

describe('A session token is not a JWT for other services, and the other way around', () => {
  for (const typ of typs) {
    test.each(Object.keys(purposes) as Purpose[])(`${typ} and %s`, async (purpose) => {
      const call = await newCall()
      const { signing } = call.settings
      const asymmetric = await signed(call, typ)
      expect(await verifyToken(signing, purpose, asymmetric, call.now)).toBeUndefined()
      const { iat: _, iss: __, ...claims } = claimsAt(call)
      const symmetric = await signToken(signing, purpose, claims, call.now)
      expect(await verifyToken(signing, purpose, symmetric, call.now)).toBeDefined()
      expect(await verifyJwt(call, symmetric, { typ })).toBeUndefined()
    })
  }

  test('an access token is no bearer token of Latchkey', async () => {
    const { id } = await person()
    const call = await newCall()
    const claims = { ...claimsAt(call), sub: id }
    const token = await signJwt(call, { use: 'access', typ: 'at+jwt', claims })
    const answer = await new Service().get('/api/auth/state', { token })
    expect(answer.status).toBe(401)
  })
})

describe('A forged header is refused:', () => {
  test('HS256 with the public key as the secret', async () => {
    const call = await newCall()
    const { kid } = await signingKey(call, 'ES256')
    const [{ publicJwk } = { publicJwk: '' }] = await publishedKeys(call)
    const secrets = [publicJwk, env.JWT_SECRET, env.ROOT_SECRET]
    for (const secret of secrets) {
      const token = await new SignJWT(claimsAt(call))
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .sign(new TextEncoder().encode(secret))
      expect(await verifyJwt(call, token, { typ: 'at+jwt' })).toBeUndefined()
      const session = token.replace(/^[^.]+/, purposes.session.header)
      expect(await verifyToken(call.settings.signing, 'session', session, call.now)).toBeUndefined()
    }
  })

  test('no algorithm', async () => {
    const call = await newCall()
    const { kid } = await signingKey(call, 'ES256')
    const parts = [{ alg: 'none', typ: 'at+jwt', kid }, claimsAt(call)]
    const token = `${parts.map((part) => base64url.encode(JSON.stringify(part))).join('.')}.`
    expect(await verifyJwt(call, token, { typ: 'at+jwt' })).toBeUndefined()
  })

  test('the algorithm of another key', async () => {
    const call = await newCall()
    // The signature is correct, but access tokens are never signed with RS256.
    expect(
      await verifyJwt(call, await forged(call, 'RS256', {}), { typ: 'at+jwt' }),
    ).toBeUndefined()
    const { kid } = await signingKey(call, 'RS256')
    const token = await forged(call, 'ES256', { kid, typ: 'JWT' })
    expect(await verifyJwt(call, token, { typ: 'JWT' })).toBeUndefined()
  })

  test('a key in the token itself, an unknown kid, no kid', async () => {
    const call = await newCall()
    await signingKey(call, 'ES256')
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const { kid } = await signingKey(call, 'ES256')
    for (const header of [
      { jwk, kid },
      { kid: 'unknown' },
      { jwk },
      { jku: 'https://evil.test', kid },
    ]) {
      const token = await new SignJWT(claimsAt(call))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
        .sign(privateKey)
      expect(await verifyJwt(call, token, { typ: 'at+jwt' })).toBeUndefined()
    }
  })

  test('an additional member, also with our signature', async () => {
    const call = await newCall()
    expect(await verifyJwt(call, await forged(call, 'ES256', {}), { typ: 'at+jwt' })).toBeDefined()
    for (const header of [{ crit: ['x'], x: 1 }, { cty: 'JWT' }, { typ: 'application/at+jwt' }]) {
      const token = await forged(call, 'ES256', header).catch(() => 'jose refuses to sign it')
      expect(await verifyJwt(call, token, { typ: 'at+jwt' })).toBeUndefined()
    }
  })
})

describe('A claim is checked:', () => {
  test.each([
    ['another issuer', { iss: 'https://evil.test' }],
    ['expired', { exp: Math.floor(Date.now() / 1000) - 10 }],
    ['from the future', { iat: Math.floor(Date.now() / 1000) + 60 }],
  ])('%s', async (_, claims) => {
    const call = await newCall()
    const { privateKey, kid } = await signingKey(call, 'ES256')
    const token = await new SignJWT({ ...claimsAt(call), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .sign(privateKey)
    expect(await verifyJwt(call, token, { typ: 'at+jwt' })).toBeUndefined()
  })

  test('the audience, if one is expected', async () => {
    const call = await newCall()
    const claims = { ...claimsAt(call), aud: ['https://a.test', 'https://b.test'] }
    const token = await signJwt(call, { use: 'access', typ: 'at+jwt', claims })
    const accepts = async (audience: string) =>
      (await verifyJwt(call, token, { typ: 'at+jwt', audience })) !== undefined
    expect(await accepts('https://b.test')).toBe(true)
    expect(await accepts('https://c.test')).toBe(false)
  })

  test('an expired token is accepted where that is allowed, with a correct signature only', async () => {
    const call = await newCall()
    const token = await signed(call, 'JWT')
    const later = { ...call, now: call.now + 50_000_000 }
    const terms = { typ: 'JWT', mayBeExpired: true } as const
    expect(await verifyJwt(later, token, { typ: 'JWT' })).toBeUndefined()
    expect(await verifyJwt(later, token, terms)).toMatchObject({ sub: 'ada' })
    const altered = token.replace(
      /\.[^.]+\./,
      `.${base64url.encode('{"sub":"eve","iat":1,"exp":2}')}.`,
    )
    expect(await verifyJwt(later, altered, terms)).toBeUndefined()
  })
})
