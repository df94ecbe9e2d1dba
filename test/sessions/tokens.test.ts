import { env } from 'cloudflare:workers'
import { jwtVerify, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { claimsOf, encode, header, sign } from '../support/accounts/forge.ts'
import { me } from '../support/accounts/invitations.ts'
import { person, signIn } from '../support/accounts/people.ts'
import { freshDatabase, verify } from '../support/database/rows.ts'
import type { Person } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
let session: string
let parts: [string, string, string]
let owner: Person

beforeEach(async () => {
  owner = await person(alice)
  session = owner.token
  const [head = '', payload = '', signature = ''] = session.split('.')
  parts = [head, payload, signature]
})

afterEach(() => {
  vi.restoreAllMocks()
})

async function expectRefused(token: string): Promise<void> {
  const service = new Service()
  for (const path of ['/api/auth/me', '/api/auth/state']) {
    const { status, body, headers } = await service.get(path, { token })
    expect([status, body.code], token).toEqual([401, 'unauthenticated'])
    expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  }
}

describe('A session token', () => {
  it('is an HS256 JWT of sub, email, email_verified and registered claims only', async () => {
    const key = new TextEncoder().encode(env.JWT_SECRET)
    const { payload, protectedHeader } = await jwtVerify(session, key)
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(payload).toEqual({
      sub: owner.id,
      email: alice,
      email_verified: false,
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 7 * 86_400,
      iss: 'latchkey',
      jti: expect.stringMatching(/^[\w-]{22,}$/),
    })
  })

  it('has no email claim if the account has no email address', async () => {
    const { token } = await person('bob')
    expect(claimsOf(token)).not.toHaveProperty('email')
    expect(claimsOf(token)).not.toHaveProperty('email_verified')
  })

  it('has email_verified once the address is verified', async () => {
    await verify(owner.id)
    expect(claimsOf(await signIn(alice))).toMatchObject({ email: alice, email_verified: true })
    const changed = { email: 'ceo@bigcorp.example' }
    const answer = await new Service().put('/api/auth/local-account', changed, { token: session })
    expect(claimsOf(answer.body.token)).toMatchObject({ ...changed, email_verified: false })
  })

  it('expires after JWT_EXPIRES_IN', async () => {
    const service = new Service({ JWT_EXPIRES_IN: '15m' })
    const json = { username: 'carol', password: 'correct horse battery' }
    const { body } = await service.post('/api/auth/register', json)
    const { iat = 0, exp = 0 } = claimsOf(body.token)
    expect(exp - iat).toBe(900)
  })

  it('is accepted if jose signs the same claims with the secret', async () => {
    const signed = await new SignJWT(claimsOf(session))
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode(env.JWT_SECRET))
    expect((await me(new Service(), signed)).status).toBe(200)
    expect((await me(new Service(), sign(header, claimsOf(session)))).status).toBe(200)
  })
})

describe('An algorithm other than HS256', () => {
  it.each([['HS384'], ['HS512']])('%s with the right secret is refused', async (alg) => {
    const signed = await new SignJWT(claimsOf(session))
      .setProtectedHeader({ alg, typ: 'JWT' })
      .sign(new TextEncoder().encode(env.JWT_SECRET.repeat(2)))
    await expectRefused(signed)
    await expectRefused(sign({ alg, typ: 'JWT' }, claimsOf(session)))
  })

  it.each([['none'], ['None'], ['NONE'], ['nOnE'], [''], ['HS256 '], ['hs256']])(
    '%j is refused, signed, with the old signature and unsigned',
    async (alg) => {
      const head = encode({ alg, typ: 'JWT' })
      await expectRefused(sign({ alg, typ: 'JWT' }, claimsOf(session)))
      await expectRefused(`${head}.${parts[1]}.${parts[2]}`)
      await expectRefused(`${head}.${parts[1]}.`)
      await expectRefused(`${head}.${parts[1]}`)
    },
  )

  it("jose's unsecured token is refused", async () => {
    await expectRefused(new UnsecuredJWT(claimsOf(session)).encode())
  })

  it.each([['RS256'], ['PS256'], ['ES256'], ['EdDSA'], ['HS256K'], ['dir']])(
    '%s over an HMAC of the secret is refused',
    async (alg) => {
      await expectRefused(sign({ alg, typ: 'JWT' }, claimsOf(session)))
    },
  )

  it('an array, a number and null are refused', async () => {
    for (const alg of [['HS256'], 256, null, { name: 'HS256' }]) {
      await expectRefused(sign({ alg, typ: 'JWT' }, claimsOf(session)))
    }
  })
})

describe('A header', () => {
  const attackers = 'an own secret of the attacker, long enough'
  const jwk = { kty: 'oct', alg: 'HS256', k: btoa(attackers) }

  it.each<[string, Record<string, unknown>]>([
    ['jwk', { jwk }],
    ['jku', { jku: 'https://evil.example/jwks.json' }],
    ['x5u', { x5u: 'https://evil.example/chain.pem' }],
    ['x5c', { x5c: [btoa('certificate')] }],
    ['kid, a path', { kid: '../../../../dev/null' }],
    ['kid, a query', { kid: "x' union select 'secret' --" }],
    ['crit', { crit: ['exp'] }],
    ['crit of something unknown', { crit: ['b'], b: true }],
    ['b64 false', { b64: false, crit: ['b64'] }],
    ['zip', { zip: 'DEF' }],
    ['cty', { cty: 'JWT' }],
  ])('with %s is refused with any signature, and nothing is fetched', async (_, extra) => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    for (const secret of [env.JWT_SECRET, attackers]) {
      await expectRefused(sign({ ...header, ...extra }, claimsOf(session), secret))
    }
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each([[undefined], ['at+jwt'], ['reset+jwt'], ['otp+jwt'], [''], [null], [['JWT']]])(
    'with typ %j is refused',
    async (typ) => {
      await expectRefused(sign({ alg: 'HS256', typ }, claimsOf(session)))
    },
  )
})

describe('A signature', () => {
  it('with another secret is refused', async () => {
    const { JWT_SECRET } = env
    for (const secret of [JWT_SECRET.toLowerCase(), JWT_SECRET.slice(0, -1), `${JWT_SECRET}x`]) {
      await expectRefused(sign(header, claimsOf(session), secret))
    }
  })

  it('has one spelling: others that decode to the same bytes are refused', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const [head, payload, signature] = parts
    const last = alphabet.indexOf(signature.slice(-1))
    // 43 characters are 258 bits; the last two are unused.
    expect(last % 4).toBe(0)
    for (const slack of [1, 2, 3]) {
      const spelt = `${signature.slice(0, -1)}${alphabet[last + slack]}`
      await expectRefused(`${head}.${payload}.${spelt}`)
    }
  })

  it('with any character changed is refused', async () => {
    const [head, payload, signature] = parts
    for (const index of [0, 21, 42]) {
      const other = signature[index] === 'A' ? 'Q' : 'A'
      await expectRefused(
        `${head}.${payload}.${signature.slice(0, index)}${other}${signature.slice(index + 1)}`,
      )
    }
  })

  it('of another token is refused', async () => {
    const other = (await signIn(alice)).split('.')
    await expectRefused(`${parts[0]}.${parts[1]}.${other[2]}`)
  })
})

describe('An altered token', () => {
  it.each<[string, (head: string, payload: string, signature: string) => string]>([
    ['cut by one', (h, p, s) => `${h}.${p}.${s.slice(0, -1)}`],
    ['cut to its payload', (h, p) => `${h}.${p}`],
    ['with an empty signature', (h, p) => `${h}.${p}.`],
    ['with an empty payload', (h, _, s) => `${h}..${s}`],
    ['with an empty header', (_, p, s) => `.${p}.${s}`],
    ['extended by a character', (h, p, s) => `${h}.${p}.${s}A`],
    ['extended by four', (h, p, s) => `${h}.${p}.${s}AAAA`],
    ['with a fourth part', (h, p, s) => `${h}.${p}.${s}.`],
    ['as five parts', (h, p, s) => `${h}.${p}.${s}.${p}.${s}`],
    ['padded', (h, p, s) => `${h}.${p}.${s}=`],
    ['padded in its payload', (h, p, s) => `${h}.${p}==.${s}`],
    ['padded in its header', (h, p, s) => `${h}=.${p}.${s}`],
    ['twice', (h, p, s) => `${h}.${p}.${s}${h}.${p}.${s}`],
    ['with a dot in front', (h, p, s) => `.${h}.${p}.${s}`],
    ['with ~ at the end', (h, p, s) => `${h}.${p}.${s}~`],
    ['percent-encoded', (h, p, s) => `${h}%2E${p}%2E${s}`],
    ['in the alphabet of plain base64', (h, p, s) => `${h}.${p}.${s.slice(0, -2)}+/`],
    ['in capitals', (h, p, s) => `${h}.${p}.${s}`.toUpperCase()],
    ['as rubbish', () => 'x.y.z'],
    ['as 12,000 characters', (h, _, s) => `${h}.${'A'.repeat(12_000)}.${s}`],
    ['as 4,000 dots', () => '.'.repeat(4000)],
  ])('%s is refused', async (_, alter) => {
    await expectRefused(alter(...parts))
  })

  it('with the id of another account is refused', async () => {
    const { id } = await person('bob')
    const payload = encode(claimsOf(session, { sub: id }))
    await expectRefused(`${parts[0]}.${payload}.${parts[2]}`)
  })
})

describe('The claims', () => {
  const now = Math.floor(Date.now() / 1000)

  it.each([['sub'], ['jti'], ['iat'], ['exp'], ['iss']])(
    'without %s are refused',
    async (claim) => {
      await expectRefused(sign(header, claimsOf(session, { [claim]: undefined })))
    },
  )

  it.each<[string, Record<string, unknown>]>([
    ['expired by more than any leeway', { exp: now - 61 }],
    ['expired in seconds of 1970', { exp: 0 }],
    ['of a negative expiry', { exp: -1 }],
    ['whose exp is text', { exp: String(now + 3600) }],
    ['whose exp is null', { exp: null }],
    ['issued in the future', { iat: now + 61 + 60 }],
    ['whose iat is text', { iat: String(now) }],
    ['not valid yet', { nbf: now + 61 + 60 }],
    ['of another issuer', { iss: 'someone else' }],
    ['of an issuer that begins the same', { iss: 'latchkey.evil' }],
    ['of several issuers', { iss: ['latchkey'] }],
    ['for another audience', { aud: 'https://other.example' }],
    ['for an audience without a name', { aud: '' }],
    ['of no session', { jti: crypto.randomUUID() }],
    ['whose jti is empty', { jti: '' }],
    ['whose jti is a list', { jti: ['x'] }],
    ['of an unknown account', { sub: crypto.randomUUID() }],
    ['whose sub is empty', { sub: '' }],
    ['whose sub is a number', { sub: 1 }],
    ['whose sub is a query', { sub: "' or 1=1 --" }],
  ])('%s are refused', async (_, changes) => {
    await expectRefused(sign(header, claimsOf(session, changes)))
  })

  it('of one account with the session of another are refused', async () => {
    const bob = await person('bob')
    const { jti, sub } = claimsOf(bob.token)
    await expectRefused(sign(header, claimsOf(session, { jti })))
    await expectRefused(sign(header, claimsOf(session, { sub })))
  })

  it('that are no object are refused', async () => {
    for (const payload of [[], [claimsOf(session)]]) await expectRefused(sign(header, payload))
  })

  it('cannot outlive the session in the database', async () => {
    await env.DB.prepare('update sessions set expires_at = ?')
      .bind(Date.now() - 1)
      .run()
    await expectRefused(sign(header, claimsOf(session, { exp: now + 86_400 })))
  })

  it('grant no role and no permissions', async () => {
    const claims = { role: 'admin', permissions: ['admin'], is_admin: true, admin: true }
    const token = sign(header, claimsOf(session, claims))
    const { status } = await new Service().get('/api/auth/users', { token })
    expect(status).toBe(403)
  })
})
