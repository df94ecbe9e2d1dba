import { administrator, person } from '../support/accounts/people.ts'
import { enroll, forgetUsedCodes, startEnrolling } from '../support/accounts/second-factor.ts'
import {
  byAlice,
  byBrowser,
  byRoot,
  type Request,
  testInOrder,
} from '../support/faults/in-order.ts'
import { App } from '../support/oauth/app.ts'
import { newCode, open } from '../support/oauth/device.ts'
import { Browser, cookieOf, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

/* Requests about the second factor and the apps of one account, each overtaken by every other one. */
recordLogs()

const credentials = { username: 'alice@example.com', password }

/** An account with an app, another app to confirm, a sign-in that waits, and a client and a device with a grant to give. */
async function prepare() {
  const service = new Service()
  const root = await administrator()
  const alice = await person(credentials.username)
  const app = await enroll(service, alice.token)
  const other = await startEnrolling(service, alice.token)
  const wait = () =>
    service.expecting(202, service.post('/api/auth/session', credentials, { headers: ours }))
  const { method, path, ...sent } = secondStep(cookieOf(await wait()), app.code())
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
  return { root, alice, app, other, browser, waiting, client, user_code }
}

function secondStep(Cookie: string, code: string): Request {
  return {
    ...{ method: 'POST', path: '/api/auth/session/second', json: { code } },
    headers: { ...ours, Cookie },
  }
}

testInOrder(prepare, {
  'the second step': ({ waiting, app }) => secondStep(waiting, app.code()),
  'a sign-in for a token': ({ app }) => ({
    ...{ method: 'POST', path: '/api/auth/login' },
    json: { ...credentials, password: password + app.code() },
  }),
  'a proof': (all) => byAlice(all, 'POST', '/api/auth/session/proof', { code: all.app.code() }),
  'the removal of the app': (all) => byAlice(all, 'DELETE', `/api/auth/totp/${all.app.id}`),
  'the first code of another app': (all) =>
    byAlice(all, 'POST', `/api/auth/totp/${all.other.id}/confirm`, { code: all.other.code() }),
  'new recovery codes': (all) => byAlice(all, 'POST', '/api/auth/recovery-codes'),
  'the removal by an administrator': (all) =>
    byRoot(all, 'DELETE', `/api/auth/accounts/${all.alice.id}/second-factors`),
  'a grant': (all) =>
    byBrowser(all, 'POST', '/api/auth/authorization', {
      ...{ request: all.client.query(), account: all.alice.id, decision: 'allow' },
    }),
  'a grant for a device': (all) =>
    byBrowser(all, 'PUT', '/api/auth/device-authorization', {
      ...{ user_code: all.user_code, decision: 'allow' },
    }),
  'the end of the grants': (all) => byAlice(all, 'DELETE', `/api/auth/grants/${all.client.id}`),
  'a disabled client': (all) =>
    byRoot(all, 'PATCH', `/api/auth/clients/${all.client.id}`, { disabled: true }),
})
