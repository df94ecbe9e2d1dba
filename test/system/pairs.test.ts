import { codeIn, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { startEnrolling } from '../support/accounts/second-factor.ts'
import { write } from '../support/database/rows.ts'
import { byAlice, byBrowser, byRoot, testInOrder } from '../support/faults/in-order.ts'
import { App } from '../support/oauth/app.ts'
import { addPasskey, assertion } from '../support/passkeys/ceremonies.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

/* Requests about one account, each overtaken by every other one. */
recordLogs()

const account = '/api/auth/account'
const theirs = 'alice@example.com'
const own = 'mallory@elsewhere.example'
const fresh = `${password}, the second`

/** An account with an address that it has not verified, and the code of another one. */
async function prepare() {
  const service = new Service()
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
  const asserted = await assertion(service, passkey)
  const totp = await startEnrolling(service, token)
  const link = await resetToken(service, theirs)
  await service.put(`${account}/email`, { email: own, password }, { token })
  const code = codeIn(service.mails.at(-1))
  return { root, alice, browser, client, asserted, totp, link, code }
}

testInOrder(
  prepare,
  {
    'another spelling of the address': (all) =>
      byAlice(all, 'PUT', '/api/auth/local-account', { email: 'Alice@example.com' }),
    'another address': (all) =>
      byAlice(all, 'PUT', '/api/auth/local-account', { email: 'bea@example.com' }),
    'another spelling of the username': (all) =>
      byAlice(all, 'PATCH', account, { username: 'Alice' }),
    'another username': (all) => byAlice(all, 'PATCH', account, { username: 'alicia' }),
    'a new password': (all) =>
      byBrowser(all, 'PUT', `${account}/password`, {
        current_password: password,
        new_password: fresh,
      }),
    'the code of an address': (all) =>
      byAlice(all, 'POST', `${account}/email/verify`, { code: all.code }),
    'a new code': (all) => byAlice(all, 'POST', `${account}/email/code`),
    'the first code of an app': (all) =>
      byAlice(all, 'POST', `/api/auth/totp/${all.totp.id}/confirm`, { code: all.totp.code() }),
    'the removal of a passkey': (all) =>
      byAlice(all, 'DELETE', `/api/auth/passkeys/${all.asserted.passkey.id}`),
    'the deactivation': (all) => byAlice(all, 'DELETE', '/api/auth/me'),
    'the deletion': (all) => byAlice(all, 'POST', `${account}/delete`, { password }),
    'a grant': (all) =>
      byBrowser(all, 'POST', '/api/auth/authorization', {
        ...{ request: all.client.query(), account: all.alice.id, decision: 'allow' },
      }),
    'a sign-in for a token': () => ({
      ...{ method: 'POST', path: '/api/auth/login', json: { email: theirs, password } },
      headers: ours,
    }),
    'a sign-in with a passkey': ({ asserted }) => ({
      ...{ method: 'POST', path: '/api/auth/session/passkey', json: asserted },
      headers: ours,
    }),
    'a reset': ({ link }) => ({
      ...{ method: 'PUT', path: '/api/auth/password-reset', json: { password: fresh } },
      ...{ headers: ours, token: link },
    }),
    'a verified address by an administrator': (all) =>
      byRoot(all, 'PATCH', managed(all), { email_verified: true }),
    'the loss of the role': (all) => byRoot(all, 'PATCH', managed(all), { role: 'user' }),
    'the removal of factors by an administrator': (all) =>
      byRoot(all, 'DELETE', `${managed(all)}/second-factors`),
    'the loss of the role of the other administrator': (all) =>
      byAlice(all, 'PATCH', `/api/auth/accounts/${all.root.id}`, { role: 'user' }),
  },
  ['a sign-in for a token', 'a grant'],
)

function managed({ alice: { id } }: { alice: { id: string } }): string {
  return `/api/auth/accounts/${id}`
}
