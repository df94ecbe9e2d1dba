import { beforeAll, test, vi } from 'vitest'
import { codeIn, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { startEnrolling } from '../support/accounts/second-factor.ts'
import { newDatabase, write } from '../support/database/rows.ts'
import { aged, type Dump, dump } from '../support/database/snapshot.ts'
import { expectInOrder, type Request } from '../support/faults/in-order.ts'
import { App } from '../support/oauth/app.ts'
import { addPasskey, assertion } from '../support/passkeys/ceremonies.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

/* Requests about one account, each overtaken by every other one. */
recordLogs()
vi.setConfig({ testTimeout: 60_000 })

const service = new Service()

const account = '/api/auth/account'
const theirs = 'alice@example.com'
const own = 'mallory@elsewhere.example'
const fresh = `${password}, the second`

/** Requests that each succeed at the start. The account has an address that it has not verified, and the code of another one. */
const requests: Record<string, Request> = {}
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

beforeAll(prepare)

test('Every two requests at the same time leave what they leave one after the other', async () => {
  const addsOnly = ['a sign-in for a token', 'a grant']
  const overtaking = Object.keys(requests).filter((name) => !addsOnly.includes(name))
  await expectInOrder(start, requests, overtaking)
})
