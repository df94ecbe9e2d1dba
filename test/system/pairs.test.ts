import { beforeAll, describe, expect, test, vi } from 'vitest'
import { codeIn, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { startEnrolling } from '../support/accounts/second-factor.ts'
import { newDatabase, write } from '../support/database/rows.ts'
import { aged, type Dump, dump, normalised, restore } from '../support/database/snapshot.ts'
import { FaultyD1 } from '../support/faults/faults.ts'
import { App } from '../support/oauth/app.ts'
import { addPasskey, assertion } from '../support/passkeys/ceremonies.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { type Answer, type Options, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Every operation on one account, with every other one between its round trips: what is stored in the end is what the two leave one
 * after the other, or only what the other leaves, and then the response is a refusal.
 */
recordLogs()
vi.setConfig({ testTimeout: 60_000 })

interface Request extends Options {
  method: string
  path: string
}

const d1 = new FaultyD1()
const paused = new Service({ DB: d1.db })
const service = new Service()

const account = '/api/auth/account'
const theirs = 'alice@example.com'
const own = 'mallory@elsewhere.example'
const fresh = `${password}, the second`

/** Requests that each succeed at the start. The account has an address that it has not verified, and the code of another one. */
const requests: Record<string, () => Request> = {}
let start: Dump

async function prepare(): Promise<void> {
  await newDatabase()
  const root = await administrator()
  const alice = await person(theirs)
  const { token } = alice
  await service.request('PATCH', account, { json: { username: 'alice' }, token })
  await write("update accounts set role_id = 'admin' where id = ?", alice.id)
  await signIn(theirs)
  const browser = new Browser(service)
  await browser.signIn(theirs)
  const client = await App.register(service, root)
  await client.signIn(browser)
  const passkey = await addPasskey(service, token)
  const used = await assertion(service, passkey)
  const { id: totp, code: totpCode } = await startEnrolling(service, token)
  const link = await resetToken(service, theirs)
  await service.put(`${account}/email`, { email: own, password }, { token })
  const code = codeIn(service.mails.at(-1))
  start = aged(await dump())

  const byAlice = (method: string, path: string, json?: unknown) => () => ({
    method,
    path,
    json,
    token,
  })
  const byRoot = (method: string, path: string, json?: unknown) => () => ({
    method,
    path,
    json,
    token: root.token,
  })
  const byAnyone = (method: string, path: string, json: unknown) => () => ({
    method,
    path,
    json,
    headers: ours,
  })
  const byBrowser = (method: string, path: string, json?: unknown) => () => ({
    ...{ method, path, json },
    headers: { ...ours, Cookie: browser.cookie },
  })
  const managed = `/api/auth/accounts/${alice.id}`
  Object.assign(requests, {
    'another spelling of the address': byAlice('PUT', '/api/auth/local-account', {
      email: 'Alice@example.com',
    }),
    'another address': byAlice('PUT', '/api/auth/local-account', { email: 'bea@example.com' }),
    'another spelling of the username': byAlice('PATCH', account, { username: 'Alice' }),
    'another username': byAlice('PATCH', account, { username: 'alicia' }),
    'a new password': byBrowser('PUT', `${account}/password`, {
      current_password: password,
      new_password: fresh,
    }),
    'the code of an address': byAlice('POST', `${account}/email/verify`, { code }),
    'a new code': byAlice('POST', `${account}/email/code`),
    'the first code of an app': () => ({
      ...byAlice('POST', `/api/auth/totp/${totp}/confirm`)(),
      json: { code: totpCode() },
    }),
    'the removal of a passkey': byAlice('DELETE', `/api/auth/passkeys/${used.passkey.id}`),
    'the deactivation': byAlice('DELETE', '/api/auth/me'),
    'the deletion': byAlice('POST', `${account}/delete`, { password }),
    'a grant': byBrowser('POST', '/api/auth/authorization', {
      request: client.query(),
      account: alice.id,
      decision: 'allow',
    }),
    'a sign-in for a token': byAnyone('POST', '/api/auth/login', { email: theirs, password }),
    'a sign-in with a passkey': byAnyone('POST', '/api/auth/session/passkey', used),
    'a reset': () => ({
      ...byAnyone('PUT', '/api/auth/password-reset', { password: fresh })(),
      token: link,
    }),
    'a verified address by an administrator': byRoot('PATCH', managed, { email_verified: true }),
    'the loss of the role': byRoot('PATCH', managed, { role: 'user' }),
    'the removal of factors by an administrator': byRoot('DELETE', `${managed}/second-factors`),
    'the loss of the role of the other administrator': byAlice(
      'PATCH',
      `/api/auth/accounts/${root.id}`,
      { role: 'user' },
    ),
  })
}

/** Requests that change nothing on which another one relies. */
const addsOnly = new Set(['a sign-in for a token', 'a grant'])

const send = (to: Service, name: string): Promise<Answer> => {
  const { method, path, ...sent } = requests[name]?.() ?? { method: 'GET', path: '/' }
  return to.request(method, path, fromAnywhere(sent))
}

/** What is stored, apart from counters, events and what only follows from the rest. */
async function stored(): Promise<string> {
  const { throttles: _, events: __, revocations: ___, ...all } = await dump()
  const text = (key: string, value: unknown) => (/^(last_step|tries)$/.test(key) ? 0 : value)
  return JSON.stringify(normalised(all, start), text)
}

const results = new Map<string, Promise<string>>()

/** What requests leave one after the other. */
function left(...names: string[]): Promise<string> {
  const key = names.join(', then ')
  const known = results.get(key) ?? leave(names)
  results.set(key, known)
  return known
}

async function leave(names: string[]): Promise<string> {
  await restore(start)
  for (const name of names) await send(service, name)
  return stored()
}

/** Sends a request, with another one before this round trip. */
async function overtaken(name: string, trip: number, meanwhile: () => Promise<unknown>) {
  await restore(start)
  const reached = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  d1.arm({ mode: 'held', trip, reached: reached.resolve, until: letGo.promise })
  const answer = send(paused, name)
  await Promise.race([reached.promise, answer])
  expect(d1.happened, `${name} has no round trip ${trip}`).toBe(true)
  await meanwhile()
  letGo.resolve()
  return answer
}

/** The round trip in which a request takes effect. */
async function effectiveTrip(name: string): Promise<number> {
  await restore(start)
  d1.arm()
  expect((await send(paused, name)).status, name).toBeLessThan(300)
  const { length } = d1.trips
  const nothing = await left()
  let last = 2
  for (let trip = 2; trip <= length; trip++) {
    let before = ''
    await overtaken(name, trip, async () => {
      before = await stored()
    })
    if (before === nothing) last = trip
  }
  return last
}

beforeAll(prepare)

describe('Two requests at the same time', () => {
  test('leave what they leave one after the other', async () => {
    const names = Object.keys(requests)
    const faults: string[] = []
    for (const name of names) {
      const trip = await effectiveTrip(name)
      for (const other of names.filter((each) => !addsOnly.has(each))) {
        const { status } = await overtaken(name, trip, () => send(service, other))
        const found = await stored()
        const title = `${name} (${status}), overtaken by ${other}`
        if (status >= 500) faults.push(title)
        const isFine =
          status >= 400
            ? found === (await left(other))
            : found === (await left(other, name)) || found === (await left(name, other))
        if (!isFine) faults.push(title)
      }
    }
    expect(faults).toEqual([])
  })
})
