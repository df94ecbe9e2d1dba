import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import { LatchkeyRpc } from '../../worker/index.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, disable, freshDatabase, write } from '../support/database/rows.ts'
import { FaultyD1 } from '../support/faults/faults.ts'
import { type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const url = 'https://members.test/posts'

let service: Service
let alice: Person
beforeEach(async () => {
  service = new Service()
  alice = await person('alice@example.com')
})

/** The entry point behind a service binding, and the work after its response. */
async function rpc<T>(ask: (entry: LatchkeyRpc) => Promise<T>, at = service): Promise<T> {
  const context = createExecutionContext()
  try {
    return await at.counted(() => ask(new LatchkeyRpc(context, at.env as unknown as Env)))
  } finally {
    await waitOnExecutionContext(context)
  }
}

function verify(headers: Record<string, string>, method = 'GET', at = service) {
  return rpc((entry) => entry.verify(new Request(url, { method, headers })), at)
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` }
}

async function cookie(): Promise<string> {
  const json = { username: alice.username, password }
  const { headers } = await service.post('/api/auth/session', json)
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

describe('verify', () => {
  test('returns the account and the session of a bearer token and of a cookie', async () => {
    const byToken = await verify(bearer(alice.token))
    expect(byToken).toEqual({
      account: {
        id: alice.id,
        username: null,
        email: 'alice@example.com',
        email_verified: false,
        first_name: null,
        last_name: null,
        role: 'user',
        locale: null,
        password_change_required: false,
        created_at: expect.any(String),
      },
      session: {
        id: expect.any(String),
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: expect.any(String),
        user_agent: null,
        country: null,
        current: true,
      },
      authentication: { acr: 'aal1', amr: ['pwd'], auth_time: byToken?.session.created_at },
    })
    const byCookie = await verify({ Cookie: await cookie() })
    expect(byCookie?.account).toEqual(byToken?.account)
    expect(byCookie?.session.id).not.toBe(byToken?.session.id)
  })

  test('returns null without a valid session, and never throws', async () => {
    const { token } = await administrator()
    const link = await resetToken(service, alice.username)
    const own = await cookie()
    for (const headers of [
      {},
      ...['', 'Bearer', 'Basic YTpi', 'Bearer a, Bearer b', `Bearer ${link}`, 'Bearer null'].map(
        (Authorization) => ({ Authorization }),
      ),
      bearer(`${alice.token}x`),
      bearer(alice.token.slice(0, -2)),
      { Cookie: '__Host-latchkey=' },
      { Cookie: `latchkey=${own.split('=')[1]}` },
      { Cookie: `${own}x` },
      // With an Authorization header the cookie is ignored.
      { Cookie: own, Authorization: 'Bearer x' },
    ]) {
      expect([headers, await verify(headers)]).toEqual([headers, null])
    }
    await service.delete(`/api/auth/accounts/${alice.id}/sessions`, { token })
    expect(await verify(bearer(alice.token))).toBeNull()
    expect(await verify({ Cookie: own })).toBeNull()
  })

  test('returns null at once for a disabled account', async () => {
    expect(await verify(bearer(alice.token))).not.toBeNull()
    await disable(alice.id)
    expect(await verify(bearer(alice.token))).toBeNull()
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'accepts a %s with the cookie only from pages of the same origin',
    async (method) => {
      const own = { Cookie: await cookie() }
      const from = (headers: Record<string, string>) => verify({ ...own, ...headers }, method)
      expect(await from({ Origin: 'https://members.test' })).not.toBeNull()
      expect(await from({ 'Sec-Fetch-Site': 'same-origin' })).not.toBeNull()
      for (const headers of [
        {},
        { Origin: 'null' },
        { Origin: 'https://evil.test' },
        { Origin: 'http://members.test' },
        // PUBLIC_URL is the origin of the sign-in pages, not of this Worker.
        { Origin: 'https://sign-in.test' },
        { 'Sec-Fetch-Site': 'same-site', Origin: 'https://members.test' },
        { 'Sec-Fetch-Site': 'cross-site' },
      ]) {
        expect([headers, await from(headers)]).toEqual([headers, null])
      }
      const foreign = { Origin: 'https://evil.test', ...bearer(alice.token) }
      expect(await verify(foreign, method)).not.toBeNull()
    },
  )

  test('takes one round trip, none for an invalid token, and writes the last use after its response', async () => {
    await verify({})
    service.trips = 0
    await verify(bearer(alice.token))
    expect(service.trips).toBe(1)
    await verify(bearer('rubbish'))
    expect(service.trips).toBe(1)
    await write('update sessions set last_used_at = 1')
    const context = createExecutionContext()
    const entry = new LatchkeyRpc(context, service.env as unknown as Env)
    service.trips = 0
    const request = new Request(url, { headers: bearer(alice.token) })
    expect(await service.counted(() => entry.verify(request))).not.toBeNull()
    await waitOnExecutionContext(context)
    expect(service.trips).toBe(2)
    expect(await countRows('sessions', 'last_used_at > 1')).toBe(1)
  })

  test('throws if the storage fails, without any detail of the request', async () => {
    const faulty = new FaultyD1()
    const broken = new Service({ DB: faulty.db })
    for (const mode of ['fails', 'unreachable'] as const) {
      faulty.arm({ mode, trip: 1 })
      await expect(verify(bearer(alice.token), 'GET', broken)).rejects.toThrow(
        /^Latchkey cannot verify: storage_unavailable$/,
      )
      faulty.arm({ mode, trip: 1 })
      await expect(rpc((entry) => entry.account(alice.id), broken)).rejects.toThrow(
        /^Latchkey cannot look up: storage_unavailable$/,
      )
    }
    faulty.arm()
    expect(await verify(bearer(alice.token), 'GET', broken)).not.toBeNull()
    const misconfigured = new Service({ JWT_SECRET: 'short' })
    await expect(verify(bearer(alice.token), 'GET', misconfigured)).rejects.toThrow(/JWT_SECRET/)
  })
})

describe('account', () => {
  const account = (id: string) => rpc((entry) => entry.account(id))

  test('returns an account by id in one round trip, and null if it may not sign in', async () => {
    await account(alice.id)
    service.trips = 0
    expect(await account(alice.id)).toMatchObject({ id: alice.id, email: 'alice@example.com' })
    expect(service.trips).toBe(1)
    for (const id of [
      '',
      'unknown',
      '%',
      alice.id.toUpperCase().replace(/\d/g, 'A'),
      'alice@example.com',
    ]) {
      expect(await account(id)).toBeNull()
    }
    for (const id of [null, undefined, 1, {}, [alice.id, 'x']]) {
      expect(await account(id as unknown as string)).toBeNull()
    }
    await disable(alice.id)
    expect(await account(alice.id)).toBeNull()
  })
})
