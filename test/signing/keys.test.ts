import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { calculateJwkThumbprint, decodeProtectedHeader, type JWK } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { settingsOf } from '../../worker/capabilities.ts'
import { createCall } from '../../worker/http/context.ts'
import worker from '../../worker/index.ts'
import { signJwt, verifyJwt } from '../../worker/signing/jwt.ts'
import { publishedKeys, signingKey } from '../../worker/signing/keys.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { FaultyD1 } from '../support/faults/faults.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()
afterEach(() => {
  vi.useRealTimers()
})

const minute = 60_000
const day = 24 * 60 * minute
const next = 'Zs3vK8pQxN6wJc1RbYt5HdGm0LfEuTa9'

let count = 0
/** A separate isolate: its memory is empty. */
function isolate(vars: Record<string, unknown> = {}): Service {
  return new Service({ ...vars, NUMBER: { number: count++ } })
}

async function callIn(service: Service) {
  const request = new Request('https://sign-in.test/')
  return createCall(await settingsOf(service.env), request, createExecutionContext())
}

type Call = Awaited<ReturnType<typeof callIn>>

function sign(call: Call, life = 600): Promise<string> {
  const claims = { sub: 'ada', exp: Math.floor(call.now / 1000) + life }
  return signJwt(call, { use: 'access', typ: 'at+jwt', claims })
}

async function published(service: Service): Promise<(JWK & { kid: string })[]> {
  return (await service.get('/.well-known/jwks.json')).body.keys
}

async function runCron(service: Service, at = Date.now()): Promise<void> {
  const controller = createScheduledController({ scheduledTime: new Date(at), cron: '*/5 * * * *' })
  await worker.scheduled(controller, service.env as never)
}

/** Lets the clock of every isolate show this time. */
function setClock(now: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now })
}

function kidOf(token: string): string | undefined {
  return decodeProtectedHeader(token).kid
}

describe('The first keys', () => {
  test('50 parallel first uses create one key for each algorithm, and all use it', async () => {
    const isolates = Array.from({ length: 50 }, () => isolate())
    const sets = await Promise.all(isolates.map(published))
    expect(await countRows('signing_keys')).toBe(2)
    expect(
      new Set(
        sets.map((keys) =>
          keys
            .map(({ kid }) => kid)
            .toSorted()
            .join(),
        ),
      ).size,
    ).toBe(1)
    expect(sets[0]?.map(({ alg }) => alg).toSorted()).toEqual(['ES256', 'RS256'])
  })

  test('the first key signs at once, also for an isolate whose clock is behind', async () => {
    const token = await sign(await callIn(isolate()))
    const behind = { ...(await callIn(isolate())), now: Date.now() - 5000 }
    expect(kidOf(await sign(behind))).toBe(kidOf(token))
    expect(await countRows('signing_keys')).toBe(1)
  })

  test('the published keys are public, and their ids are thumbprints', async () => {
    const keys = await published(isolate())
    for (const { kid, alg, use, ...key } of keys) {
      expect(kid).toBe(await calculateJwkThumbprint(key))
      expect(use).toBe('sig')
      const members = alg === 'ES256' ? ['crv', 'kty', 'x', 'y'] : ['e', 'kty', 'n']
      expect(Object.keys(key).toSorted()).toEqual(members)
    }
  })

  test('a private key is stored encrypted, for its own row', async () => {
    const service = isolate()
    await published(service)
    const query = 'select group_concat(private_jwk) from signing_keys'
    const stored = await env.DB.prepare(query).first<string>('group_concat(private_jwk)')
    expect(stored).toMatch(/^[\w-]{200,},[\w-]{200,}$/)
    await write(`update signing_keys set private_jwk =
      (select private_jwk from signing_keys where alg = 'RS256') where alg = 'ES256'`)
    await expect(sign(await callIn(isolate()))).rejects.toThrow('misconfigured')
  })
})

describe('An isolate', () => {
  test('reads no row to sign while it remembers the key, for at most a minute', async () => {
    const service = isolate()
    const call = await callIn(service)
    await sign(call)
    const tripsOf = async (now: number) => {
      service.trips = 0
      await service.counted(() => sign({ ...call, now }))
      return service.trips
    }
    expect(await tripsOf(call.now + minute - 1)).toBe(0)
    expect(await tripsOf(call.now + minute)).toBe(1)
  })

  test('finds the key that another one created a moment ago, and reads at most every five seconds for unknown ones', async () => {
    const [first, second] = [isolate(), isolate()]
    const reader = await callIn(second)
    await publishedKeys(reader)
    const token = await sign(await callIn(first))
    const tripsOf = async (now: number) => {
      second.trips = 0
      const claims = await second.counted(() =>
        verifyJwt({ ...reader, now }, token, { typ: 'at+jwt' }),
      )
      return [second.trips, claims?.sub]
    }
    expect(await tripsOf(reader.now)).toEqual([0, undefined])
    expect(await tripsOf(reader.now + 6000)).toEqual([1, 'ada'])
  })
})

describe('Rotation by the cron', () => {
  test('publishes the next key ten minutes before it signs, and the former one until its last token has expired', async () => {
    const started = Date.now()
    setClock(started)
    const first = await sign(await callIn(isolate()))
    await runCron(isolate(), started + 89 * day)
    expect(await countRows('signing_keys')).toBe(1)

    const due = started + 91 * day
    setClock(due)
    await runCron(isolate(), due)
    await runCron(isolate(), due)
    expect(await countRows('signing_keys', "alg = 'ES256'")).toBe(2)
    const both = (await published(isolate())).filter(({ alg }) => alg === 'ES256')
    expect(both).toHaveLength(2)

    setClock(due + 10 * minute - 1)
    const last = await sign(await callIn(isolate()))
    expect(kidOf(last)).toBe(kidOf(first))
    setClock(due + 10 * minute)
    const second = await sign(await callIn(isolate()))
    expect(kidOf(second)).not.toBe(kidOf(first))
    // An isolate that read the keys before the rotation knows the next one in time.
    setClock(due + 20 * minute - 1000)
    const lastly = await callIn(isolate())
    expect(await verifyJwt(lastly, last, { typ: 'at+jwt' })).toMatchObject({ sub: 'ada' })

    setClock(due + 21 * minute)
    expect((await published(isolate())).map(({ kid }) => kid)).not.toContain(kidOf(first))
    await runCron(isolate(), due + 21 * minute)
    expect(await countRows('signing_keys', 'kid = ?', kidOf(first))).toBe(0)
  })

  test('parallel runs create one next key', async () => {
    await sign(await callIn(isolate()))
    await write('update signing_keys set rotate_at = 1')
    await Promise.all(Array.from({ length: 10 }, () => runCron(isolate())))
    expect(await countRows('signing_keys')).toBe(2)
    expect(await countRows('signing_keys', 'retired_at is null')).toBe(1)
  })

  test.each(['an earlier', 'a later'])(
    'a key that signed longer tokens under %s setting stays published for their life',
    async (which) => {
      const started = Date.now()
      const signLonger = async () => sign(await callIn(isolate({ ACCESS_TOKEN_LIFE: '1h' })))
      await sign(await callIn(isolate()))
      if (which === 'an earlier') await signLonger()
      await write('update signing_keys set rotate_at = 1')
      await runCron(isolate(), started)
      if (which === 'a later') await signLonger()
      const query = 'select expires_at - retired_at as kept from signing_keys where retired_at > 0'
      expect(await env.DB.prepare(query).first('kept')).toBe(61 * minute)
    },
  )

  test('does nothing while OAUTH is off', async () => {
    await sign(await callIn(isolate()))
    await write('update signing_keys set rotate_at = 1')
    await runCron(isolate({ OAUTH: 'off' }))
    expect(await countRows('signing_keys')).toBe(1)
  })
})

describe('A rotation of the root secret', () => {
  test('keeps every key', async () => {
    const before = isolate()
    const keys = await published(before)
    const token = await sign(await callIn(before))
    const during = { ROOT_SECRET: next, ROOT_SECRET_PREVIOUS: env.ROOT_SECRET }
    expect(kidOf(await sign(await callIn(isolate(during))))).toBe(kidOf(token))
    await runCron(isolate(during))
    const after = isolate({ ROOT_SECRET: next })
    expect(kidOf(await sign(await callIn(after)))).toBe(kidOf(token))
    expect(await published(after)).toEqual(keys)
  })

  test('without the previous secret, nothing is signed, and the log names the variable', async () => {
    await published(isolate())
    const changed = isolate({ ROOT_SECRET: next })
    expect((await changed.get('/.well-known/jwks.json')).status).toBe(503)
    expect(logs.join('\n')).toContain('"variables":["ROOT_SECRET"]')
  })
})

describe('The setting OAUTH', () => {
  test('off serves no keys', async () => {
    const off = isolate({ OAUTH: undefined })
    expect((await off.request('GET', '/.well-known/jwks.json')).status).toBe(404)
    expect(await countRows('signing_keys')).toBe(0)
  })

  test('requires PUBLIC_URL, whose origin is the issuer', async () => {
    const vars = { PUBLIC_URL: '', OAUTH: 'on' }
    await expect(callIn(isolate(vars))).rejects.toThrow('OAUTH: requires PUBLIC_URL')
    const call = await callIn(isolate({ PUBLIC_URL: 'https://example.com/base' }))
    const claims = await verifyJwt(call, await sign(call), { typ: 'at+jwt' })
    expect(claims?.iss).toBe('https://example.com')
  })
})

test('keys may be cached and read by every page, without credentials', async () => {
  const service = isolate({ ALLOWED_ORIGINS: 'https://app.example.com' })
  const headers = { Origin: 'https://other.example.com' }
  const answer = await service.get('/.well-known/jwks.json', { headers })
  expect(answer.headers.get('Cache-Control')).toBe('public, max-age=60')
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(answer.headers.has('Access-Control-Allow-Credentials')).toBe(false)
})

test.each(['/.well-known/jwks.json', '/.well-known/revocations'])(
  'every page can read why %s is missing, and no cache keeps it',
  async (path) => {
    const d1 = new FaultyD1()
    const service = isolate({ DB: d1.db })
    d1.arm({ mode: 'down', trip: 1 })
    const { status, headers } = await service.get(path)
    expect(status).toBe(503)
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
    expect(headers.get('Cache-Control')).toBe('no-store')
  },
)

test('a key is created for the algorithm that an audience registered', async () => {
  const call = await callIn(isolate())
  expect((await signingKey(call, 'RS256')).alg).toBe('RS256')
  const exp = Math.floor(call.now / 1000) + 60
  const id = (alg?: 'ES256') =>
    signJwt(call, { use: 'id', typ: 'JWT', ...(alg && { alg }), claims: { sub: 'ada', exp } })
  expect(decodeProtectedHeader(await id()).alg).toBe('RS256')
  expect(decodeProtectedHeader(await id('ES256')).alg).toBe('ES256')
})
