import { test, vi } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { enroll, forgetUsedCodes, startEnrolling } from '../support/accounts/second-factor.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { aged, dump } from '../support/database/snapshot.ts'
import { expectInOrder } from '../support/faults/in-order.ts'
import { App } from '../support/oauth/app.ts'
import { newCode, open } from '../support/oauth/device.ts'
import { Browser, cookieOf, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

/* Requests about the second factor and the apps of one account, each overtaken by every other one. */
freshDatabase()
recordLogs()
vi.setConfig({ testTimeout: 60_000 })

test('Every two requests at the same time leave what they leave one after the other', async () => {
  const service = new Service()
  const credentials = { username: 'alice@example.com', password }
  const root = await administrator()
  const { id, token } = await person(credentials.username)
  const app = await enroll(service, token)
  const other = await startEnrolling(service, token)
  const wait = () =>
    service.expecting(202, service.post('/api/auth/session', credentials, { headers: ours }))
  const complete = (Cookie: string) => ({
    ...{ method: 'POST', path: '/api/auth/session/second', json: { code: app.code() } },
    headers: { ...ours, Cookie },
  })
  const { method, path, ...sent } = complete(cookieOf(await wait()))
  const signedIn = await service.expecting(201, service.request(method, path, sent))
  const browser = new Browser(service)
  browser.cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .filter((each) => !each.endsWith('='))
    .join('; ')
  const waiting = cookieOf(await wait())
  await forgetUsedCodes()
  const client = await App.register(service, root, { device_grant: true })
  await client.signIn(browser)
  const { user_code } = await newCode(client)
  await open(browser, user_code)
  const start = aged(await dump())

  const byAlice = (method: string, path: string, json?: object) => ({ method, path, json, token })
  const byRoot = (method: string, path: string, json?: object) => () => ({
    ...{ method, path, json, token: root.token },
  })
  const byBrowser = (method: string, path: string, json: object) => () => ({
    ...{ method, path, json, headers: { ...ours, Cookie: browser.cookie } },
  })
  await expectInOrder(start, {
    'the second step': () => complete(waiting),
    'a sign-in for a token': () => ({
      ...{ method: 'POST', path: '/api/auth/login' },
      json: { ...credentials, password: password + app.code() },
    }),
    'a proof': () => byAlice('POST', '/api/auth/session/proof', { code: app.code() }),
    'the removal of the app': () => byAlice('DELETE', `/api/auth/totp/${app.id}`),
    'the first code of another app': () =>
      byAlice('POST', `/api/auth/totp/${other.id}/confirm`, { code: other.code() }),
    'new recovery codes': () => byAlice('POST', '/api/auth/recovery-codes'),
    'the removal by an administrator': byRoot('DELETE', `/api/auth/accounts/${id}/second-factors`),
    'a grant': byBrowser('POST', '/api/auth/authorization', {
      ...{ request: client.query(), account: id, decision: 'allow' },
    }),
    'a grant for a device': byBrowser('PUT', '/api/auth/device-authorization', {
      ...{ user_code, decision: 'allow' },
    }),
    'the end of the grants': () => byAlice('DELETE', `/api/auth/grants/${client.id}`),
    'a disabled client': byRoot('PATCH', `/api/auth/clients/${client.id}`, { disabled: true }),
  })
})
