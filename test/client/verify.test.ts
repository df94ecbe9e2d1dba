import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { base64url, decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createVerifier, TokenError, type VerifierOptions } from '../../client/verify.ts'
import { settingsOf } from '../../worker/capabilities.ts'
import { createCall } from '../../worker/http/context.ts'
import worker from '../../worker/index.ts'
import { purposes } from '../../worker/sessions/token.ts'
import { signJwt, type Typ } from '../../worker/signing/jwt.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
recordLogs()
afterEach(() => {
  vi.useRealTimers()
})

const audience = 'https://api.sign-in.test'
const second = 1000
const minute = 60 * second

let count = 0

/** Latchkey with an issuer that no verifier has seen, so that every verifier of the test begins with an empty memory. */
function setUp(options: Partial<VerifierOptions> = {}) {
  const issuer = `https://n${count++}.sign-in.test`
  const latchkey = new Service({ PUBLIC_URL: issuer, NUMBER: { count } })
  /** The paths of the requests that reached Latchkey. */
  const requests: string[] = []
  const network: { reply?: (path: string) => Promise<Response> | Response | undefined } = {}
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input as RequestInfo, init)
    const { pathname } = new URL(request.url)
    requests.push(pathname)
    const answer = await network.reply?.(pathname)
    return answer ?? latchkey.fetch(request as never, createExecutionContext())
  }
  const verifier = createVerifier({ issuer, audience, fetch, ...options })
  const verify = (token: string) =>
    verifier(new Request(audience, { headers: { Authorization: `Bearer ${token}` } }))
  return { issuer, fetch, latchkey, requests, network, verify }
}

type Setup = ReturnType<typeof setUp>

async function tokenOf({ latchkey }: Setup, { token }: Person): Promise<string> {
  const { body } = await latchkey.post('/api/auth/access-token', { audience }, { token })
  return body.access_token
}

/** The verdict of a verifier: `ok`, or the code of the error. */
async function verdict({ verify }: Setup, token: string): Promise<string> {
  return verify(token).then(
    () => 'ok',
    (error) => error.code,
  )
}

async function callOf({ latchkey, issuer }: Setup) {
  const settings = await settingsOf(latchkey.env)
  return createCall(settings, new Request(issuer), createExecutionContext())
}

function setClock(now: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now })
}

/** Network failure. */
function down(): never {
  throw new TypeError('network')
}

function claimsOf(setup: Setup, claims: Record<string, unknown> = {}) {
  const iat = Math.floor(Date.now() / 1000)
  const ids = { sub: 'ada', jti: 'one', client_id: setup.issuer }
  return { iss: setup.issuer, aud: audience, ...ids, iat, exp: iat + 600, ...claims }
}

describe('A valid access token', () => {
  test('returns its claims', async () => {
    const setup = setUp()
    const ada = await person('ada')
    const claims = await setup.verify(await tokenOf(setup, ada))
    expect(claims).toMatchObject({ sub: ada.id, role: 'user', acr: 'aal1', aud: audience })
  })

  test('10,000 verifications fetch the keys once and the list once', async () => {
    const setup = setUp()
    const token = await tokenOf(setup, await person('ada'))
    setClock(Date.now())
    for (let n = 0; n < 10_000; n++) await setup.verify(token)
    expect(setup.requests.toSorted()).toEqual([
      '/.well-known/jwks.json',
      '/.well-known/revocations',
    ])
  })

  describe('whose signature was verified before', () => {
    /** Counts verified signatures, also of lists. */
    const countSignatures = () => vi.spyOn(crypto.subtle, 'verify')
    afterEach(() => {
      vi.restoreAllMocks()
    })

    test('is not verified again, until the keys are fetched again', async () => {
      const setup = setUp()
      const started = Date.now()
      setClock(started)
      const token = await tokenOf(setup, await person('ada'))
      await setup.verify(token)
      const signatures = countSignatures()
      for (let n = 0; n < 100; n++) await setup.verify(token)
      expect(signatures).not.toHaveBeenCalled()
      expect(await verdict(setup, `${token.slice(0, -8)}AAAAAAAA`)).toBe('invalid_token')
      expect(signatures).toHaveBeenCalledTimes(1)
      await setup.latchkey.get('/.well-known/revocations')
      vi.setSystemTime(started + 10 * minute - second)
      await setup.verify(token)
      signatures.mockClear()
      await setup.verify(token)
      expect(signatures).not.toHaveBeenCalled()
    })

    test('is refused once it has expired', async () => {
      const setup = setUp()
      const started = Date.now()
      setClock(started)
      const token = await tokenOf(setup, await person('ada'))
      const { exp = 0 } = decodeJwt(token)
      vi.setSystemTime(exp * 1000 - 1)
      expect(await verdict(setup, token)).toBe('ok')
      expect(await verdict(setup, token)).toBe('ok')
      vi.setSystemTime(exp * 1000)
      expect(await verdict(setup, token)).toBe('invalid_token')
    })

    test('has the same claims for the next request, even if a request changed them', async () => {
      const setup = setUp()
      const token = await tokenOf(setup, await person('ada'))
      const claims = await setup.verify(token)
      const original = structuredClone(claims)
      for (const given of [claims, await setup.verify(token)]) {
        given.role = 'admin'
        given.amr?.push('mfa')
      }
      expect(await setup.verify(token)).toEqual(original)
    })

    test('is not accepted by a verifier of another audience or issuer', async () => {
      const setup = setUp()
      const token = await tokenOf(setup, await person('ada'))
      await setup.verify(token)
      const { issuer } = setUp()
      for (const other of [{ audience: 'https://other.example.com' }, { issuer }]) {
        const verify = createVerifier({ ...setup, audience, ...other })
        const request = new Request(audience, { headers: { Authorization: `Bearer ${token}` } })
        await expect(verify(request)).rejects.toThrow(TokenError)
      }
    })

    test('is one of a thousand that are remembered', async () => {
      const setup = setUp()
      const call = await callOf(setup)
      const sign = async (jti: string) =>
        signJwt(call, { use: 'access', typ: 'at+jwt', claims: claimsOf(setup, { jti }) })
      const first = await sign('first')
      await setup.verify(first)
      for (let n = 0; n < 1000; n++) await setup.verify(await sign(`${n}`))
      const signatures = countSignatures()
      await setup.verify(first)
      expect(signatures).toHaveBeenCalledTimes(1)
    })
  })

  test('50 parallel verifications with an empty memory fetch the keys once and the list once', async () => {
    const setup = setUp()
    const token = await tokenOf(setup, await person('ada'))
    await Promise.all(Array.from({ length: 50 }, () => setup.verify(token)))
    expect(setup.requests.toSorted()).toEqual([
      '/.well-known/jwks.json',
      '/.well-known/revocations',
    ])
  })

  test('fetches the list again after 15 seconds, and the keys after ten minutes', async () => {
    const setup = setUp()
    const started = Date.now()
    setClock(started)
    const token = await tokenOf(setup, await person('ada'))
    const requestsAt = async (time: number) => {
      vi.setSystemTime(started + time)
      setup.requests.length = 0
      await setup.verify(token)
      return setup.requests.map((path) => path.slice('/.well-known/'.length))
    }
    expect(await requestsAt(0)).toEqual(['jwks.json', 'revocations'])
    expect(await requestsAt(15 * second - 1)).toEqual([])
    expect(await requestsAt(15 * second)).toEqual(['revocations'])
    expect(await requestsAt(10 * minute - second)).toEqual(['revocations'])
    vi.setSystemTime(started + 9 * minute)
    const later = await tokenOf(setup, await person('bob'))
    vi.setSystemTime(started + 10 * minute)
    setup.requests.length = 0
    await setup.verify(later)
    expect(setup.requests).toContain('/.well-known/jwks.json')
  })
})

describe('At most 30 seconds after', () => {
  type Revoke = (setup: Setup, ada: Person, root: Person) => Promise<unknown>
  const account = ({ id }: Person) => `/api/auth/accounts/${id}`
  const change = (json: object): Revoke => {
    return ({ latchkey }, ada, { token }) =>
      latchkey.request('PATCH', account(ada), { json, token })
  }
  const revocations: Record<string, Revoke> = {
    'a sign-out': ({ latchkey }, { token }) => latchkey.delete('/api/auth/session', { token }),
    'the end of the session on another device': async ({ latchkey }) => {
      const { body } = await latchkey.post('/api/auth/login', { username: 'ada', password })
      return latchkey.delete('/api/auth/sessions', { token: body.token })
    },
    'an end of all sessions by an administrator': ({ latchkey }, ada, { token }) =>
      latchkey.delete(`${account(ada)}/sessions`, { token }),
    'a new password': ({ latchkey }, { token }) => {
      const json = { current_password: password, new_password: `${password}, the second` }
      return latchkey.put('/api/auth/account/password', json, { token })
    },
    'a new password by an administrator': ({ latchkey }, ada, { token }) =>
      latchkey.put(`${account(ada)}/password`, { password: null }, { token }),
    'a new role': change({ role: 'admin' }),
    'the account is disabled': change({ disabled: true }),
    'the account is deleted': ({ latchkey }, ada, { token }) =>
      latchkey.delete(account(ada), { token }),
    'the account is deleted in the database': (_, { id }) =>
      write('delete from accounts where id = ?', id),
  }

  test.each(Object.keys(revocations))(
    '%s, a service with its own memory refuses the token, without a request for it',
    async (name) => {
      const setup = setUp()
      const [root, ada] = [await administrator(), await person('ada')]
      const token = await tokenOf(setup, ada)
      const started = Date.now()
      setClock(started)
      // The worst case: Latchkey's list is as old as it may be when the verifier fetches it.
      await setup.latchkey.get('/.well-known/revocations')
      expect((await revocations[name]?.(setup, ada, root)) ?? 0).not.toMatchObject({ status: 401 })
      vi.setSystemTime(started + 15 * second - 1)
      expect(await verdict(setup, token)).toBe('ok')
      setup.requests.length = 0
      for (let n = 0; n < 100; n++) await verdict(setup, token)
      expect(setup.requests).toEqual([])
      vi.setSystemTime(started + 30 * second)
      expect(await verdict(setup, token)).toBe('invalid_token')
      for (let n = 0; n < 100; n++) await verdict(setup, token)
      expect(setup.requests).toEqual(['/.well-known/revocations'])
    },
  )

  test('any of 200 sessions ends, at any moment of a minute, its token is refused', async () => {
    const setup = setUp()
    const { id } = await person('ada')
    const started = Date.now()
    setClock(started)
    const names = Array.from({ length: 200 }, (_, n) => `session-${n}`)
    await write(
      `insert into sessions (id, account_id, created_at, expires_at)
        select value, ?1, ?2, ?2 + 600000 from json_each(?3)`,
      id,
      started,
      JSON.stringify(names),
    )
    const call = await callOf(setup)
    const sign = (sid: string) => {
      const claims = claimsOf(setup, { sub: id, sid })
      return signJwt(call, { use: 'access', typ: 'at+jwt', claims })
    }
    const open = new Map(
      await Promise.all(names.map(async (sid) => [sid, await sign(sid)] as const)),
    )
    const endOf = (sid: string) => names.indexOf(sid) * 300
    const delays: number[] = []
    const step = second / 2
    for (let time = 0; open.size > 0; time += step) {
      vi.setSystemTime(started + time)
      for (const sid of names.filter((sid) => endOf(sid) <= time && endOf(sid) > time - step)) {
        await write('delete from sessions where id = ?', sid)
      }
      // Other services fetch the list, too, so that it is as old as it may be whenever the verifier fetches it.
      if (time % second === 0) await setup.latchkey.get('/.well-known/revocations')
      if (time < 14.5 * second) continue
      for (const [sid, token] of open) {
        if ((await verdict(setup, token)) === 'ok') continue
        expect(endOf(sid)).toBeLessThanOrEqual(time)
        delays.push(time - endOf(sid))
        open.delete(sid)
      }
    }
    expect(delays).toHaveLength(names.length)
    expect(Math.max(...delays)).toBeLessThanOrEqual(30 * second)
  })

  test('a grant is revoked, its tokens are refused, and no others of the account', async () => {
    const setup = setUp()
    const sign = async (grant_id: string) => {
      const claims = claimsOf(setup, { grant_id })
      return signJwt(await callOf(setup), { use: 'access', typ: 'at+jwt', claims })
    }
    const [revoked, other] = [await sign('one'), await sign('other')]
    await write("insert into revocations values (null, 'grant', 'one', 1, 9e12)")
    expect(await verdict(setup, revoked)).toBe('invalid_token')
    expect(await verdict(setup, other)).toBe('ok')
  })
})

describe('While the list cannot be fetched', () => {
  async function outage(options: Partial<VerifierOptions>) {
    const setup = setUp(options)
    const token = await tokenOf(setup, await person('ada'))
    const started = Date.now()
    setClock(started)
    expect(await verdict(setup, token)).toBe('ok')
    setup.network.reply = down
    const at = async (time: number) => {
      vi.setSystemTime(started + time)
      return verdict(setup, token)
    }
    return { setup, at }
  }

  test.each(['introspect', 'reject', 'accept'] as const)(
    'the known list is good for a minute; then, with onStale %s, the option decides',
    async (onStale) => {
      const { setup, at } = await outage({ onStale })
      expect(await at(30 * second)).toBe('ok')
      expect(await at(59 * second)).toBe('ok')
      expect(await at(61 * second)).toBe(onStale === 'accept' ? 'ok' : 'unverifiable')
      delete setup.network.reply
      expect(await at(70 * second)).toBe('ok')
    },
  )

  test('it is requested every five seconds at most', async () => {
    const { setup, at } = await outage({ onStale: 'accept' })
    setup.requests.length = 0
    for (let time = 15; time < 75; time++) await at(time * second)
    expect(setup.requests).toHaveLength(12)
  })

  test('introspect asks Latchkey, with the credentials of the client', async () => {
    const { setup, at } = await outage({ client: { id: 'a:b', secret: 'c' } })
    let isActive = true
    setup.network.reply = (path) => {
      if (path === '/oauth/introspect') return Response.json({ active: isActive })
      return down()
    }
    expect(await at(61 * second)).toBe('ok')
    isActive = false
    expect(await at(62 * second)).toBe('unverifiable')
    setup.network.reply = () => new Response('{"active":true}', { status: 500 })
    expect(await at(63 * second)).toBe('unverifiable')
  })

  test('without keys nothing is admitted, with any option', async () => {
    for (const onStale of ['introspect', 'reject', 'accept'] as const) {
      const setup = setUp({ onStale, client: { id: 'a', secret: 'b' } })
      const token = await tokenOf(setup, await person(`ada.${onStale}`))
      setup.network.reply = down
      expect(await verdict(setup, token)).toBe('unverifiable')
    }
  })
})

describe('A list is not used if', () => {
  /** The verdict if Latchkey serves this list instead of its own, and no list is known. */
  async function verdictWith(list: (setup: Setup) => Promise<Response>): Promise<string> {
    const setup = setUp({ onStale: 'reject' })
    const token = await tokenOf(setup, await person(`ada.${count}`))
    setup.network.reply = (path) => (path.endsWith('revocations') ? list(setup) : undefined)
    return verdict(setup, token)
  }

  const empty = { ttl: 15, sids: [], grants: [], subs: [] }

  async function signList(setup: Setup, typ: Typ, claims: JWTPayload = {}): Promise<string> {
    const iat = Math.floor(Date.now() / 1000)
    const all = { ...empty, iat, exp: iat + 60, ...claims }
    return signJwt(await callOf(setup), { use: 'revocations', typ, claims: all })
  }

  test('it is ours, as a control: then it is used', async () => {
    expect(
      await verdictWith(async (setup) => new Response(await signList(setup, 'revocations+jwt'))),
    ).toBe('ok')
  })

  test('it has another type', async () => {
    expect(await verdictWith(async (setup) => new Response(await signList(setup, 'at+jwt')))).toBe(
      'unverifiable',
    )
  })

  test('it is of another issuer, or signed with another key', async () => {
    const other = async () => new Response(await signList(setUp(), 'revocations+jwt'))
    expect(await verdictWith(other)).toBe('unverifiable')
    const { privateKey } = await generateKeyPair('ES256')
    const forged = async (setup: Setup) => {
      const { keys } = (await setup.latchkey.get('/.well-known/jwks.json')).body
      const header = { alg: 'ES256', typ: 'revocations+jwt', kid: keys[0].kid }
      const claims = { ...claimsOf(setup), ...empty }
      return new Response(await new SignJWT(claims).setProtectedHeader(header).sign(privateKey))
    }
    expect(await verdictWith(forged)).toBe('unverifiable')
  })

  test('it has expired, even if it says that it is good for a day', async () => {
    const iat = Math.floor(Date.now() / 1000) - 61
    for (const exp of [iat + 60, iat + 86_400]) {
      const old = async (setup: Setup) =>
        new Response(await signList(setup, 'revocations+jwt', { iat, exp }))
      expect(await verdictWith(old)).toBe('unverifiable')
    }
  })

  test('it is older than the known one: no revocation is taken back', async () => {
    const setup = setUp()
    const ada = await person('ada')
    const token = await tokenOf(setup, ada)
    const started = Date.now()
    const replayed = await setup.latchkey.get('/.well-known/revocations')
    setClock(started + 20 * second)
    await setup.latchkey.delete('/api/auth/session', { token: ada.token })
    expect(await verdict(setup, token)).toBe('invalid_token')
    setup.network.reply = () => new Response(replayed.text)
    vi.setSystemTime(started + 40 * second)
    expect(await verdict(setup, token)).toBe('invalid_token')
  })

  test('it is a small body that decompresses to a thousand times its size, and little is read', async () => {
    const zeros = new Blob(Array.from({ length: 64 }, () => new Uint8Array(1024 * 1024)))
    const gzip = zeros.stream().pipeThrough(new CompressionStream('gzip'))
    const compressed = await new Response(gzip).arrayBuffer()
    expect(compressed.byteLength).toBeLessThan(80_000)
    let read = 0
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        read += chunk.byteLength
        controller.enqueue(chunk)
      },
    })
    const bomb = async () => {
      const body = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'))
      return new Response(body.pipeThrough(counter))
    }
    expect(await verdictWith(bomb)).toBe('unverifiable')
    expect(read).toBeLessThan(4 * 1024 * 1024)
  })
})

describe('A rotation of the keys', () => {
  async function runCron({ latchkey }: Setup): Promise<void> {
    const scheduledTime = new Date()
    const controller = createScheduledController({ scheduledTime, cron: '*/5 * * * *' })
    await worker.scheduled(controller, latchkey.env as never)
  }

  test('refuses no token, while requests are in flight', async () => {
    const setup = setUp()
    const ada = await person('ada')
    const started = Date.now()
    setClock(started)
    const kids = new Set<string | undefined>()
    let tokens = [await tokenOf(setup, ada)]
    await write('update signing_keys set rotate_at = ?', started + 3 * minute)
    for (let time = 0; time <= 40 * minute; time += 30 * second) {
      vi.setSystemTime(started + time)
      if (time % (5 * minute) === 0) await runCron(setup)
      const [token] = await Promise.all([
        tokenOf(setup, ada),
        ...tokens.map(async (each) => expect(await verdict(setup, each)).toBe('ok')),
      ])
      kids.add(
        JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[0] ?? ''))).kid,
      )
      tokens = [...tokens, token].filter(
        (each) => (decodeJwt(each).exp ?? 0) * 1000 > started + time + 30 * second,
      )
    }
    expect(kids.size).toBe(2)
    // The keys are fetched every ten minutes, and never for each token of an unknown key.
    expect(setup.requests.filter((path) => path.endsWith('jwks.json')).length).toBeLessThan(8)
  })

  test('a key that was withdrawn is refused as soon as the list has the signature of the next one', async () => {
    const setup = setUp()
    const ada = await person('ada')
    const started = Date.now()
    setClock(started)
    const old = await tokenOf(setup, ada)
    expect(await verdict(setup, old)).toBe('ok')
    await write('update signing_keys set retired_at = ?1, expires_at = ?1', started)
    // The isolates of Latchkey remember their keys for a minute.
    vi.setSystemTime(started + minute)
    const token = await tokenOf(setup, ada)
    expect(await verdict(setup, token)).toBe('ok')
    expect(await verdict(setup, old)).toBe('invalid_token')
  })

  test('unknown keys cause one request in ten seconds', async () => {
    const setup = setUp()
    const started = Date.now()
    setClock(started)
    await verdict(setup, await tokenOf(setup, await person('ada')))
    const { privateKey } = await generateKeyPair('ES256')
    const unknown = (kid: string) =>
      new SignJWT(claimsOf(setup))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
        .sign(privateKey)
    setup.requests.length = 0
    vi.setSystemTime(started + 11 * second)
    for (let n = 0; n < 20; n++) {
      expect(await verdict(setup, await unknown(String(n)))).toBe('invalid_token')
    }
    expect(setup.requests).toEqual(['/.well-known/jwks.json'])
  })
})

test.each([{ audience: undefined }, { audience: '' }, { issuer: undefined }])(
  'A verifier without %j is none: a token for any service would do',
  (missing) => {
    const options = { issuer: 'https://none.sign-in.test', audience, ...missing }
    expect(() => createVerifier(options as VerifierOptions)).toThrow(TypeError)
  },
)

describe('It refuses', () => {
  test('a request without a token, and one that is no JWT', async () => {
    const { issuer } = setUp()
    const verifier = createVerifier({ issuer, audience, fetch: down })
    const send = (headers: Record<string, string>) =>
      verifier(new Request(audience, { headers })).catch(({ code, status }) => [code, status])
    expect(await send({})).toEqual(['missing_token', 401])
    expect(await send({ Authorization: 'Basic YTpi' })).toEqual(['missing_token', 401])
    expect(await send({ Authorization: 'Bearer abc' })).toEqual(['invalid_token', 401])
  })

  test.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'https://other.sign-in.test' }],
    ['no audience', { aud: undefined }],
    ['an expired token', { exp: Math.floor(Date.now() / 1000) - 1 }],
    ['no client', { client_id: undefined }],
    ['a token that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('%s', async (_, claims) => {
    const setup = setUp()
    const all = claimsOf(setup, claims)
    const token = await signJwt(await callOf(setup), { use: 'access', typ: 'at+jwt', claims: all })
    expect(await verdict(setup, token)).toBe('invalid_token')
  })

  test('a token of another issuer', async () => {
    const [one, other] = [setUp(), setUp()]
    expect(await verdict(one, await tokenOf(other, await person('ada')))).toBe('invalid_token')
  })

  test.each(['JWT', 'revocations+jwt'] as const)('our JWT of type %s', async (typ) => {
    const setup = setUp()
    for (const use of ['id', 'access'] as const) {
      const token = await signJwt(await callOf(setup), { use, typ, claims: claimsOf(setup) })
      expect(await verdict(setup, token)).toBe('invalid_token')
    }
  })

  test('a session token, and an access token that was signed as one', async () => {
    const setup = setUp()
    const ada = await person('ada')
    await setup.verify(await tokenOf(setup, ada))
    expect(await verdict(setup, ada.token)).toBe('invalid_token')
    const { keys } = (await setup.latchkey.get('/.well-known/jwks.json')).body
    const [key] = keys
    for (const secret of [JSON.stringify(key), key.x, purposes.session.header]) {
      for (const alg of ['HS256', 'HS512']) {
        const token = await new SignJWT(claimsOf(setup))
          .setProtectedHeader({ alg, typ: 'at+jwt', kid: key.kid })
          .sign(new TextEncoder().encode(secret.padEnd(64, ' ')))
        expect(await verdict(setup, token)).toBe('invalid_token')
      }
    }
  })

  test('a signature without an algorithm, with a key in the header, or with RS256', async () => {
    const setup = setUp()
    await setup.verify(await tokenOf(setup, await person('ada')))
    const encode = (part: object) => base64url.encode(JSON.stringify(part))
    const none = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claimsOf(setup))}.`
    expect(await verdict(setup, none)).toBe('invalid_token')
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const own = await new SignJWT(claimsOf(setup))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk })
      .sign(privateKey)
    expect(await verdict(setup, own)).toBe('invalid_token')
    const rsa = { use: 'access', alg: 'RS256', typ: 'at+jwt', claims: claimsOf(setup) } as const
    expect(await verdict(setup, await signJwt(await callOf(setup), rsa))).toBe('invalid_token')
  })
})
