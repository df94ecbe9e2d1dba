import { env } from 'cloudflare:workers'
import { base64url, decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { states } from '../support/catalogue/states.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { insertRows } from '../support/database/snapshot.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
recordLogs()
afterEach(() => {
  vi.useRealTimers()
})

interface List {
  iss: string
  iat: number
  exp: number
  ttl: number
  sids: string[]
  grants: string[]
  subs: { sub: string; before: number }[]
}

let count = 0
/** An isolate whose memory is empty. */
function isolate(vars: Record<string, unknown> = {}): Service {
  return new Service({ ...vars, NUMBER: { number: count++ } })
}

/** The list as an isolate serves it that has none in memory. */
async function currentList(): Promise<List> {
  return decodeJwt<List>((await isolate().get('/.well-known/revocations')).text)
}

async function shortHash(id: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return base64url.encode(new Uint8Array(hash).slice(0, 12))
}

let keys: Record<string, unknown>[] | undefined

/** Creates the signing keys, which are the same in each test: to generate one takes longer than the test. */
async function createSigningKeys(): Promise<void> {
  if (keys) {
    await write('delete from signing_keys')
    await insertRows('signing_keys', keys).run()
  } else {
    await isolate().get('/.well-known/jwks.json')
    keys = (await env.DB.prepare('select * from signing_keys').all()).results
  }
}

interface AccountState {
  id: string
  role_id: string
  credential_version: number
  disabled_at: number | null
}

/** What access tokens depend on. */
async function held() {
  const { results: sessions } = await env.DB.prepare('select id from sessions where expires_at > ?')
    .bind(Date.now())
    .all<{ id: string }>()
  const { results: accounts } = await env.DB.prepare(
    'select id, role_id, credential_version, disabled_at from accounts',
  ).all<AccountState>()
  return {
    sessions: sessions.map(({ id }) => id),
    accounts,
  }
}

/** Whether a change of an account ends its tokens. */
function endsTokens(before: AccountState, after: AccountState | undefined): boolean {
  return (
    !after ||
    before.role_id !== after.role_id ||
    before.credential_version !== after.credential_version ||
    (before.disabled_at === null && after.disabled_at !== null)
  )
}

describe('Every operation that ends a session or changes a role or a password revokes the tokens:', () => {
  const revoking = new Set<string>()

  test.each(states)('$name, $title', async ({ name, method, prepare, vars, status }) => {
    const service = isolate(vars)
    const { path, ...sent } = await prepare(service)
    await createSigningKeys()
    await write(
      `insert into sessions (id, account_id, created_at, expires_at)
        select 'other-' || id, id, ?1, ?1 + 600000 from accounts`,
      Date.now(),
    )
    const before = await held()
    expect((await service.request(method, path, sent)).status).toBe(status)
    const after = await held()

    const { sids, subs } = await currentList()
    const ended = before.sessions.filter((id) => !after.sessions.includes(id))
    expect(sids).toEqual(expect.arrayContaining(await Promise.all(ended.map(shortHash))))
    const changed = before.accounts.filter((account) =>
      endsTokens(
        account,
        after.accounts.find(({ id }) => id === account.id),
      ),
    )
    const revoked = await Promise.all(changed.map(({ id }) => shortHash(id)))
    expect(subs.map(({ sub }) => sub).toSorted()).toEqual(revoked.toSorted())
    if (ended.length + changed.length > 0) revoking.add(name)
    else expect(await countRows('revocations')).toBe(0)
  })

  test('they are these', () => {
    expect([...revoking].toSorted()).toEqual([
      'DELETE /api/auth/accounts/{account_id}',
      'DELETE /api/auth/accounts/{account_id}/second-factors',
      'DELETE /api/auth/accounts/{account_id}/sessions',
      'DELETE /api/auth/accounts/{account_id}/sessions/{session_id}',
      'DELETE /api/auth/me',
      'DELETE /api/auth/session',
      'DELETE /api/auth/sessions',
      'DELETE /api/auth/sessions/{session_id}',
      'DELETE /api/auth/users/{user_id}',
      'PATCH /api/auth/accounts/{account_id}',
      'POST /api/auth/account/delete',
      'POST /api/auth/account/email/verify',
      'POST /api/auth/bulk/accounts',
      'POST /api/auth/change-password',
      'POST /api/auth/logout',
      'POST /api/auth/reset-password-with-token',
      'POST /api/auth/totp/{totp_id}/confirm',
      'POST /api/auth/update-password',
      'POST /api/auth/verify-otp',
      'PUT /api/auth/account/password',
      'PUT /api/auth/accounts/{account_id}/password',
      'PUT /api/auth/local-account',
      'PUT /api/auth/me/password',
      'PUT /api/auth/password-reset',
      'PUT /api/auth/profile',
      'PUT /api/auth/users/{user_id}/reset-password',
    ])
  })
})

describe('Without a signing key', () => {
  test('nothing is written, because no token was ever issued', async () => {
    const { token } = await person()
    await new Service({ OAUTH: 'off' }).delete('/api/auth/session', { token })
    expect(await countRows('sessions')).toBe(0)
    expect(await countRows('revocations')).toBe(0)
  })
})

describe('The list', () => {
  test('is a JWT of its type, signed with a published key, and good for a minute', async () => {
    const service = isolate()
    const { text, headers } = await service.get('/.well-known/revocations')
    const { keys } = (await service.get('/.well-known/jwks.json')).body
    const { kid } = keys.find(({ alg }: { alg: string }) => alg === 'ES256')
    expect(decodeProtectedHeader(text)).toEqual({ alg: 'ES256', typ: 'revocations+jwt', kid })
    const list = decodeJwt<List>(text)
    expect(list).toEqual({
      iss: 'https://sign-in.test',
      iat: expect.any(Number),
      exp: list.iat + 60,
      ttl: 15,
      sids: [],
      grants: [],
      subs: [],
    })
    expect(headers.get('Content-Type')).toBe('application/jwt')
    expect(headers.get('Cache-Control')).toBe('public, max-age=15')
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(headers.has('Access-Control-Allow-Credentials')).toBe(false)
  })

  test('is read from D1 once in 15 seconds, and Age states how long ago that was', async () => {
    const started = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: started })
    const service = isolate()
    const first = await service.get('/.well-known/revocations')
    const { token } = await person()
    await isolate().delete('/api/auth/session', { token })
    const at = async (time: number) => {
      vi.setSystemTime(started + time)
      service.trips = 0
      const { text, headers } = await service.get('/.well-known/revocations')
      return { isFirst: text === first.text, age: headers.get('Age'), trips: service.trips }
    }
    expect(await at(14_999)).toEqual({ isFirst: true, age: '14', trips: 0 })
    expect(await at(15_000)).toEqual({ isFirst: false, age: '0', trips: 1 })
    expect((await currentList()).sids).toHaveLength(1)
  })

  test('keeps an entry until every token that it covers has expired, also of an earlier, longer life', async () => {
    const { token } = await person()
    const json = { audience: 'https://api.sign-in.test' }
    const long = isolate({ ACCESS_TOKEN_LIFE: '20m' })
    const { body } = await long.post('/api/auth/access-token', json, { token })
    const { exp = 0, sid } = decodeJwt(body.access_token)
    // The setting is shorter when the session ends.
    await isolate().delete('/api/auth/session', { token })
    const hash = await shortHash(String(sid))
    vi.useFakeTimers({ toFake: ['Date'], now: exp * 1000 })
    expect((await currentList()).sids).toEqual([hash])
    vi.setSystemTime((exp + 70) * 1000)
    expect((await currentList()).sids).toEqual([])
  })

  test('does not list sessions that expired by themselves', async () => {
    await person()
    await currentList()
    await write('update sessions set expires_at = ?', Date.now() - 1)
    await write('delete from sessions')
    expect(await countRows('revocations')).toBe(0)
  })

  test('reveals no id', async () => {
    const { id, token } = await person()
    await currentList()
    await isolate().post(
      '/api/auth/account/delete',
      { password: 'correct horse battery' },
      { token },
    )
    const { text } = await isolate().get('/.well-known/revocations')
    const list = base64url.decode(text.split('.')[1] ?? '')
    expect(new TextDecoder().decode(list)).not.toContain(id.slice(0, 8))
    expect((await currentList()).subs).toHaveLength(1)
  })
})
