import { beforeEach, describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { meanwhile, meeting } from '../support/database/d1.ts'
import { countRows, emptyDatabase, freshDatabase, write } from '../support/database/rows.ts'
import { flag } from '../support/passkeys/authenticator.ts'
import { addPasskey, assertion } from '../support/passkeys/ceremonies.ts'
import { ours } from '../support/requests/browser.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const email = 'alice@example.com'
const settings = { OPEN_ARCHIVER_MFA: 'on', LOGIN_ATTEMPTS: '1000' }
let service: Service
beforeEach(() => {
  // Each service has its own network, and each network its rate limit.
  service = new Service(settings)
})

/** What a request sends to prove the second factor. */
type Kind = 'code' | 'recovery_code' | 'passkey'

/** A statement of the batch that uses an answer up. */
const useUp: Record<Kind, string> = {
  code: 'update "totp_factors"',
  recovery_code: 'delete from "recovery_codes"',
  passkey: 'insert into "spent_passkey_challenges"',
}

/** An endpoint that takes an answer: `prepare` runs once for each request, which `send` sends to a service. */
interface Endpoint {
  kinds: Kind[]
  /** Whether it opens a session. */
  opens: boolean
  prepare?: (token: string) => Promise<Record<string, string>>
  send: (to: Service, answer: Prepared, headers: Record<string, string>) => Promise<Answer>
}

/** An answer as the body of a second step, and appended to the password. */
interface Prepared {
  body: object
  typed: string
}

/** The cookie of a sign-in that waits for its second factor. */
async function waiting(path: string, json: object): Promise<Record<string, string>> {
  const { headers } = await service.post(path, json, { headers: ours })
  return { ...ours, Cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

const endpoints: Record<string, Endpoint> = {
  'POST /api/auth/login': {
    kinds: ['code', 'recovery_code'],
    opens: true,
    send: (to, { typed }) => to.post('/api/auth/login', { username: email, password: typed }),
  },
  'POST /v1/auth/login': {
    kinds: ['code', 'recovery_code'],
    opens: true,
    send: (to, { typed }) => to.post('/v1/auth/login', { email, password: typed }),
  },
  'POST /api/auth/session/second': {
    kinds: ['code', 'recovery_code', 'passkey'],
    opens: true,
    prepare: () => waiting('/api/auth/session', { username: email, password }),
    send: (to, { body }, headers) => to.post('/api/auth/session/second', body, { headers }),
  },
  'POST /v1/auth/mfa/verify': {
    kinds: ['code'],
    opens: true,
    prepare: () => waiting('/v1/auth/login', { email, password }),
    send: (to, { body }, headers) => to.post('/v1/auth/mfa/verify', body, { headers }),
  },
  'POST /api/auth/session/proof': {
    kinds: ['code', 'passkey'],
    opens: false,
    prepare: async (token) => ({ Authorization: `Bearer ${token}` }),
    send: (to, { body }, headers) => to.post('/api/auth/session/proof', body, { headers }),
  },
  'POST /api/auth/session/passkey': {
    kinds: ['passkey'],
    opens: true,
    send: (to, { body }) => to.post('/api/auth/session/passkey', body, { headers: ours }),
  },
}

/** An account with one session, and one answer to its second factor for these endpoints. */
async function prepare(kind: Kind, name: string): Promise<{ token: string; answer: Prepared }> {
  const { token } = await person(email)
  const passkey = await addPasskey(service, token)
  const app = await enroll(service, token)
  const [recoveryCode = ''] = app.recoveryCodes
  if (kind === 'code') {
    return { token, answer: { body: { code: app.code() }, typed: `${password} ${app.code()}` } }
  }
  if (kind === 'recovery_code') {
    const body = { recovery_code: recoveryCode }
    return { token, answer: { body, typed: `${password} ${recoveryCode}` } }
  }
  const purposes = { second: 'second_step', proof: 'proof' } as const
  const purpose = purposes[name.split('/').at(-1) as keyof typeof purposes] ?? 'sign_in'
  return { token, answer: { body: await assertion(service, passkey, { purpose }), typed: '' } }
}

/** Sends one answer in parallel requests, each with its own sign-in. Returns how many were accepted. */
async function accepted(names: string[], kind: Kind, to: Service): Promise<number> {
  const { token, answer } = await prepare(kind, names[0] ?? '')
  const requests: (() => Promise<Answer>)[] = []
  for (const name of names) {
    const { prepare, send } = endpoints[name] ?? expect.unreachable(name)
    const headers = (await prepare?.(token)) ?? {}
    requests.push(() => send(to, answer, headers))
  }
  const answers = await Promise.all(requests.map((send) => send()))
  for (const { status, text } of answers) expect(status, text).toBeLessThan(500)
  return answers.filter(({ status }) => status < 300).length
}

const cases = Object.entries(endpoints).flatMap(([name, { kinds, opens }]) =>
  kinds.map((kind) => ({ name, kind, opens })),
)

describe.each(cases)('$name accepts a $kind once', ({ name, kind, opens }) => {
  test('of 50 parallel requests', async () => {
    expect(await accepted(Array(50).fill(name), kind, new Service(settings))).toBe(1)
    expect(await countRows('sessions')).toBe(opens ? 2 : 1)
  })

  test('if requests check it and use it up at the same moment', async () => {
    // As many as may answer in an hour: all of them reach the batch that uses the answer up.
    const to = new Service({ ...settings, DB: meeting(10, useUp[kind]) })
    expect(await accepted(Array(10).fill(name), kind, to)).toBe(1)
    expect(await countRows('sessions')).toBe(opens ? 2 : 1)
    if (kind === 'recovery_code') expect(await countRows('recovery_codes')).toBe(9)
  })
})

test.each(['code', 'recovery_code'] as const)(
  'a %s is accepted once over all endpoints',
  async (kind) => {
    const names = cases.filter((each) => each.kind === kind).map(({ name }) => name)
    for (let round = 0; round < 5; round++) {
      await emptyDatabase()
      // Every endpoint is the first one once.
      const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)]
      const to = new Service({ ...settings, DB: meeting(names.length, useUp[kind]) })
      expect(await accepted(order, kind, to)).toBe(1)
      await write('delete from throttles')
    }
  },
)

/** Signs in while an authenticator app is confirmed. The check of the sign-in has not seen it. */
test.each<[string, (to: Service) => Promise<Answer>]>([
  ['a password', (to) => to.post('/api/auth/login', { username: email, password })],
  ['Open Archiver', (to) => to.post('/v1/auth/login', { email, password })],
  [
    'the password of a page',
    (to) => to.post('/api/auth/session', { username: email, password }, { headers: ours }),
  ],
])(
  'a sign-in with %s opens no session of level 1 if the app is confirmed meanwhile',
  async (_, send) => {
    const { id } = await person(email)
    await write('delete from sessions')
    // The first batch looks the account up, the second one opens the session.
    const to = new Service({ ...settings, DB: meanwhile(() => confirmApp(id), 2) })
    const { status } = await send(to)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(await countRows('totp_factors')).toBe(1)
    expect(await countRows('sessions')).toBe(0)
  },
)

test('a passkey that did not verify the user opens none either', async () => {
  const { id, token } = await person(email)
  const passkey = await addPasskey(service, token)
  await write('delete from sessions')
  const json = await assertion(service, passkey, { flags: flag.up })
  // The passkey is looked up outside of a batch.
  const to = new Service({ ...settings, DB: meanwhile(() => confirmApp(id)) })
  const { body } = await to.post('/api/auth/session/passkey', json, { headers: ours })
  expect(body.code).toBe('passkey_invalid')
  expect(await countRows('totp_factors')).toBe(1)
  expect(await countRows('sessions')).toBe(0)
})

test('a reset link is not used up if an app is confirmed meanwhile, and then waits for its code', async () => {
  const { id } = await person(email)
  await write('delete from sessions')
  const headers = { ...ours, Authorization: `Bearer ${await resetToken(service, email)}` }
  const reset = (to: Service) => to.put('/api/auth/password-reset', { password }, { headers })
  const answer = await reset(new Service({ DB: meanwhile(() => confirmApp(id)) }))
  expect([answer.status, answer.body?.code]).toEqual([401, 'reset_token_invalid'])
  expect(await countRows('events', "event = 'authn_login_success'")).toBe(0)
  expect((await reset(service)).status).toBe(202)
  expect(await countRows('sessions')).toBe(0)
})

function confirmApp(accountId: string): Promise<number> {
  return write(
    `insert into totp_factors (id, account_id, label, secret, key_id, created_at, confirmed_at)
      values ('app', ?, '', 'unknown', '', 1, 1)`,
    accountId,
  )
}
