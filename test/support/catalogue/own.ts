import { otherThan } from '../accounts/mailed.ts'
import { flag } from '../passkeys/authenticator.ts'
import { password } from '../requests/client.ts'
import { type Entry, newPassword, type Stage } from './operation.ts'

const root = { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' }

const instanceSettings = {
  DEFAULT_ACCOUNTS: 'on',
  REGISTRATION: 'invitation',
  SETUP_TOKEN: 'the setup token of a test',
  SUDO_MINUTES: '5',
  PRODUCT_NAME: 'Example',
  ACCENT_COLOR: '#0a58ca',
  LOGO_URL: 'https://example.com/logo.svg',
  COLOR_SCHEME: 'light',
  LOGO_DARK_URL: 'https://example.com/logo-dark.svg',
  ICON_URL: '/icon.png',
  STYLESHEET_URL: '/auth/brand/brand.css',
  APP_URL: 'https://app.example.com',
  PRIVACY_URL: 'https://example.com/privacy',
  TERMS_URL: 'https://example.com/terms',
  SUPPORT_EMAIL: 'help@example.com',
}

/** Reasons to send no verification code. */
export const codeRefusals = [
  {
    title: 'no email address',
    async token({ client, other }: Stage): Promise<string> {
      const json = { username: other.username, password }
      return (await client.post('/api/auth/register', json)).body.token
    },
    status: 400,
  },
  { title: 'verified email address', isVerified: true, status: 409 },
  {
    title: 'too many codes',
    async before({ challenge }: Stage): Promise<void> {
      for (let n = 0; n < 5; n++) await challenge()
    },
    status: 429,
  },
]

/** The cookie of a sign-in that waits for its second factor. */
async function pendingSignIn({ client, address }: Stage): Promise<Record<string, string>> {
  const { headers } = await client.post('/api/auth/session', { username: address, password })
  return { Cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

/** The account gets a passkey and an authenticator app. */
async function protectWithPasskey({ passkey, protect }: Stage): Promise<void> {
  await passkey()
  await protect()
}

/** Latchkey's own operations. */
export const own: Record<string, Entry> = {
  'GET /health': { caller: 'anyone' },
  'GET /health/live': { caller: 'anyone' },
  'GET /openapi.json': { caller: 'anyone' },

  'POST /api/auth/session': {
    caller: 'anyone',
    json: ({ address }) => ({ username: address, password }),
    states: [
      { title: 'new device', headers: { 'User-Agent': 'another' }, isVerified: true },
      { title: 'second factor required', before: ({ protect }) => protect(), status: 202 },
    ],
  },
  'POST /api/auth/session/second': {
    caller: 'anyone',
    before: ({ protect }) => protect(),
    headers: pendingSignIn,
    json: async ({ app }) => ({ code: (await app()).code() }),
    late: ['tries'],
    again: 401,
    states: [
      {
        title: 'wrong code',
        before: ({ protect }) => protect(),
        headers: pendingSignIn,
        json: async ({ app }) => ({ code: (await app()).code(9) }),
        status: 403,
      },
      {
        title: 'recovery code',
        before: ({ protect }) => protect(),
        headers: pendingSignIn,
        json: async ({ app }) => ({ recovery_code: (await app()).recoveryCodes[0] }),
        late: ['tries'],
      },
      {
        title: 'passkey',
        before: protectWithPasskey,
        headers: pendingSignIn,
        json: async ({ passkey }) => (await passkey()).use({ purpose: 'second_step' }),
        late: ['tries'],
      },
    ],
    responses: [{ title: 'no sign-in that waits', json: { code: '123456' }, status: 401 }],
  },
  'POST /api/auth/session/proof': {
    caller: 'session',
    json: { password },
    states: [
      {
        title: 'code',
        before: ({ protect }) => protect(),
        json: async ({ app }) => ({ code: (await app()).code() }),
        again: 403,
      },
      {
        title: 'passkey',
        before: protectWithPasskey,
        json: async ({ passkey }) => (await passkey()).use({ purpose: 'proof' }),
        again: 401,
      },
    ],
    responses: [
      { title: 'password instead of the code', before: ({ protect }) => protect(), status: 401 },
    ],
  },
  'GET /api/auth/second-factors': {
    caller: 'session',
    responses: [{ title: 'authenticator app', before: ({ protect }) => protect() }],
  },
  'POST /api/auth/totp': { caller: 'session', json: { label: 'Phone' } },
  'POST /api/auth/totp/{totp_id}/confirm': {
    caller: 'session',
    json: async ({ app }) => ({ code: (await app()).code() }),
    isVerified: true,
    again: 404,
    states: [
      {
        title: 'another app',
        before: ({ enroll }) => enroll(),
        json: async ({ app }) => ({ code: (await app()).code() }),
        isVerified: true,
      },
    ],
    responses: [
      {
        title: 'wrong code',
        json: async ({ app }) => ({ code: (await app()).code(9) }),
        status: 403,
      },
    ],
  },
  'DELETE /api/auth/totp/{totp_id}': {
    caller: 'session',
    before: ({ protect }) => protect(),
    isVerified: true,
    again: 404,
  },
  'POST /api/auth/recovery-codes': {
    caller: 'session',
    before: ({ protect }) => protect(),
    responses: [{ title: 'no second factor', before: async () => {}, status: 404 }],
  },
  'GET /api/auth/passkeys': {
    caller: 'session',
    responses: [{ title: 'one passkey', before: ({ passkey }) => passkey() }],
  },
  'POST /api/auth/passkey/options': {
    caller: 'session',
    json: { conditional: false },
    responses: [
      { title: 'one passkey', before: ({ passkey }) => passkey() },
      { title: 'no relying party', vars: { PUBLIC_URL: '' }, status: 503 },
    ],
  },
  'POST /api/auth/passkeys': {
    caller: 'session',
    json: ({ newPasskey }) => newPasskey(),
    isVerified: true,
    again: 400,
  },
  'PATCH /api/auth/passkeys/{passkey_id}': { caller: 'session', json: { label: 'Blue key' } },
  'DELETE /api/auth/passkeys/{passkey_id}': {
    caller: 'session',
    isVerified: true,
    again: 404,
  },
  'POST /api/auth/session/passkey/options': {
    caller: 'anyone',
    json: { purpose: 'sign_in' },
    responses: [{ title: 'second step', json: { purpose: 'second_step' } }],
  },
  'POST /api/auth/session/passkey': {
    caller: 'anyone',
    json: async ({ passkey }) => (await passkey()).use(),
    again: 401,
    states: [
      {
        title: 'unknown passkey',
        json: async ({ passkey }) => {
          const use = await (await passkey()).use()
          return { passkey: { ...use.passkey, id: 'AAAA', rawId: 'AAAA' } }
        },
        status: 401,
      },
      {
        title: 'wrong signature',
        json: async ({ passkey }) => {
          const use = await (await passkey()).use()
          return {
            passkey: { ...use.passkey, response: { ...use.passkey.response, signature: 'AA' } },
          }
        },
        status: 401,
      },
      {
        title: 'second factor required',
        before: protectWithPasskey,
        json: async ({ passkey }) => (await passkey()).use({ flags: flag.up }),
        status: 202,
      },
      {
        title: 'first use of an imported passkey',
        json: async ({ passkey }) => (await passkey()).use(),
        async before({ passkey, write }) {
          await passkey()
          // As the import stores it.
          await write("update passkeys set user_handle = ''")
        },
      },
    ],
  },
  'GET /.well-known/webauthn': { caller: 'anyone' },
  'GET /.well-known/passkey-endpoints': { caller: 'anyone' },
  // The first request ever creates random keys, which the suites cannot compare: test/signing covers it.
  'GET /.well-known/jwks.json': {
    caller: 'anyone',
    isRemembered: true,
    isInMemory: true,
    before: ({ client }) => client.get('/.well-known/jwks.json'),
  },
  'GET /.well-known/revocations': {
    caller: 'anyone',
    isRemembered: true,
    isInMemory: true,
    before: ({ client }) => client.get('/.well-known/jwks.json'),
    states: [
      {
        title: 'seconds later',
        isInMemory: true,
        before: ({ client }) => client.get('/.well-known/revocations'),
      },
    ],
  },
  'POST /api/auth/access-token': {
    caller: 'session',
    json: { audience: 'https://api.sign-in.test' },
    isInMemory: true,
    async before({ client, write }) {
      await client.get('/.well-known/jwks.json')
      await write('update accounts set updated_at = updated_at - 600000')
    },
    states: [
      {
        title: 'within a minute of a change of the account',
        isInMemory: true,
        before: ({ client }) => client.get('/.well-known/jwks.json'),
      },
    ],
    responses: [
      { title: 'unknown audience', json: { audience: 'https://other.test' }, status: 400 },
    ],
  },
  'GET /api/auth/session': {
    caller: 'optional session',
    states: [{ title: 'signed out', caller: 'anyone' }],
    responses: [{ title: 'administrator', caller: 'administrator' }],
  },
  'DELETE /api/auth/session': { caller: 'session', again: 401 },
  'GET /api/auth/sessions': {
    caller: 'session',
    responses: [
      {
        title: 'two devices',
        before: ({ client, address }) =>
          client.post(
            '/api/auth/session',
            { username: address, password },
            { headers: { 'User-Agent': 'another' } },
          ),
      },
    ],
  },
  'DELETE /api/auth/sessions': {
    caller: 'session',
    before: ({ client, address }) => client.signIn(address),
  },
  'DELETE /api/auth/sessions/{session_id}': { caller: 'session', again: 404 },

  'GET /api/auth/instance': {
    caller: 'anyone',
    responses: [
      { title: 'after setup', caller: 'administrator' },
      { title: 'other settings', vars: instanceSettings },
    ],
  },
  'POST /api/auth/setup': {
    caller: 'anyone',
    json: root,
    again: 403,
    states: [
      {
        title: 'with a passkey',
        json: async ({ firstPasskey }) => {
          const { password: _, ...names } = root
          return { ...names, ...(await firstPasskey({ username: null, email: root.email })) }
        },
      },
    ],
    responses: [
      {
        title: 'with a setup token',
        headers: { 'X-Setup-Token': instanceSettings.SETUP_TOKEN },
        vars: instanceSettings,
      },
    ],
  },
  'POST /api/auth/account': {
    caller: 'anyone',
    json: ({ other }) => ({ ...other, password, first_name: 'Bob' }),
    again: 409,
    states: [
      {
        title: 'with an invitation',
        json: async ({ invitation, other }) => ({
          invitation: await invitation(),
          username: other.username,
          password,
        }),
        vars: { REGISTRATION: 'invitation' },
      },
      {
        title: 'without an email address',
        json: ({ other }) => ({ username: other.username, password }),
      },
      {
        title: 'with a passkey',
        json: async ({ firstPasskey, other }) => ({ ...other, ...(await firstPasskey(other)) }),
        again: 400,
      },
    ],
  },
  'POST /api/auth/account/passkey/options': {
    caller: 'anyone',
    json: ({ other }) => ({ ...other, first_name: 'Bob' }),
    responses: [
      {
        title: 'email address taken',
        json: ({ other, address }) => ({ ...other, email: address }),
        status: 409,
      },
      {
        title: 'no relying party',
        json: ({ other }) => other,
        vars: { PUBLIC_URL: '' },
        status: 503,
      },
    ],
  },
  'PATCH /api/auth/account': {
    caller: 'session',
    json: ({ renamed }) => ({
      username: renamed.username,
      first_name: 'Alice',
      last_name: null,
      picture: 'https://example.com/a.png',
      locale: 'de',
    }),
  },
  'PUT /api/auth/account/password': {
    caller: 'session',
    json: { current_password: password, new_password: newPassword },
    isVerified: true,
    again: 401,
  },
  'PUT /api/auth/account/email': {
    caller: 'session',
    json: ({ renamed }) => ({ email: renamed.email, password }),
    states: [
      {
        title: 'wrong password',
        json: ({ renamed }) => ({ email: renamed.email, password: newPassword }),
        status: 401,
      },
      {
        title: 'without a password',
        json: ({ renamed }) => ({ email: renamed.email }),
        vars: { PASSWORDS: 'off' },
      },
    ],
  },
  'POST /api/auth/account/email/code': { caller: 'session', responses: codeRefusals },
  'POST /api/auth/account/email/verify': {
    caller: 'session',
    title: 'new email address',
    json: async ({ code }) => ({ code: await code() }),
    isVerified: true,
    again: 409,
    states: [
      {
        title: 'current email address',
        before: ({ client, address }) => client.signIn(address),
        json: async ({ challenge }) => ({ code: (await challenge()).otp }),
      },
      {
        title: 'wrong code',
        json: async ({ challenge }) => ({ code: otherThan((await challenge()).otp) }),
        status: 403,
      },
    ],
  },
  'POST /api/auth/account/delete': {
    caller: 'session',
    json: { password },
    isVerified: true,
    again: 401,
    states: [
      { title: 'wrong password', json: { password: newPassword }, status: 401 },
      { title: 'without a password', json: {}, vars: { PASSWORDS: 'off' } },
    ],
  },
  'GET /api/auth/invitations': { caller: 'session', before: ({ invitation }) => invitation() },
  'POST /api/auth/invitations': {
    caller: 'session',
    responses: [
      {
        title: 'too many invitations',
        async before({ invitation }) {
          for (let n = 0; n < 50; n++) await invitation()
        },
        status: 409,
      },
    ],
  },
  'POST /api/auth/invitation/email': {
    caller: 'session',
    json: ({ other }) => ({ email: other.email }),
    responses: [
      { title: 'closed registration', vars: { REGISTRATION: 'closed' }, status: 403 },
      {
        title: 'too many emails',
        before: ({ write, id }) =>
          write('insert into throttles values (?, 20, 9e12)', `invitation:${id}`),
        status: 429,
      },
    ],
  },
  'POST /api/auth/invitation/verify': {
    caller: 'anyone',
    json: async ({ invitation }) => ({ token: await invitation() }),
    responses: [{ title: 'unknown token', json: { token: 'unknown' }, status: 403 }],
  },
  'DELETE /api/auth/invitations/{invitation_id}': { caller: 'session', again: 404 },
  'POST /api/auth/password-reset': {
    caller: 'anyone',
    json: ({ address }) => ({ email: address }),
  },
  'GET /api/auth/password-reset': { caller: 'reset link' },
  'PUT /api/auth/password-reset': {
    caller: 'reset link',
    json: { password: newPassword },
    again: 401,
    states: [{ title: 'without a password', json: {}, vars: { PASSWORDS: 'off' } }],
  },

  'GET /api/auth/audit': {
    caller: 'administrator',
    responses: [
      { title: 'first page', query: { limit: '1' } },
      { title: 'one kind of event', query: { event: 'user_created' } },
    ],
    states: [{ title: 'search', query: { search: 'alice' } }],
  },
  'GET /api/auth/audit/export': {
    caller: 'administrator',
    query: { format: 'csv' },
    responses: [{ title: 'JSON', query: { format: 'json' } }],
  },
  'GET /api/auth/accounts': {
    caller: 'administrator',
    states: [
      { title: 'search', query: { search: 'alice' } },
      // Not a hexadecimal digit, with which an id may start.
      { title: 'search of one character', query: { search: 'r' } },
      { title: 'sorted by last sign-in', query: { sort: 'last_sign_in' } },
      { title: 'sorted by name', query: { sort: 'name', verified: 'false' } },
    ],
    responses: [{ title: 'first page', query: { limit: '1' } }],
  },
  'POST /api/auth/accounts': {
    caller: 'administrator',
    json: ({ other }) => ({ ...other, password, role: 'admin' }),
    again: 409,
    states: [
      {
        title: 'email address taken',
        json: ({ other, address }) => ({ ...other, email: address, password }),
        status: 409,
      },
      {
        title: 'generates a password',
        json: ({ other }) => ({ ...other, password: null }),
      },
      {
        title: 'without a password',
        json: ({ other }) => ({ ...other, password: null }),
        vars: { PASSWORDS: 'off' },
      },
    ],
  },
  'POST /api/auth/bulk/accounts': {
    caller: 'administrator',
    title: 'disables accounts',
    json: ({ id }) => ({ action: 'disable', ids: [id] }),
    states: [
      { title: 'enables accounts', json: ({ id }) => ({ action: 'enable', ids: [id] }) },
      { title: 'signs accounts out', json: ({ id }) => ({ action: 'sign_out', ids: [id] }) },
      { title: 'deletes accounts', json: ({ id }) => ({ action: 'delete', ids: [id] }) },
      {
        title: 'mails reset links',
        json: ({ id }) => ({ action: 'send_reset_link', ids: [id, 'unknown'] }),
      },
    ],
  },
  'GET /api/auth/accounts/{account_id}': { caller: 'administrator' },
  'PATCH /api/auth/accounts/{account_id}': {
    caller: 'administrator',
    json: { role: 'admin', first_name: 'Alice' },
    states: [
      { title: 'disables the account', json: { disabled: true } },
      { title: 'verifies the email address', json: { email_verified: true } },
      {
        title: 'changes the names and the email address',
        json: ({ renamed }) => ({ ...renamed, email_verified: true }),
        isVerified: true,
      },
    ],
    responses: [
      {
        title: 'the role of the last administrator',
        json: { role: 'user' },
        isAboutCaller: true,
        status: 409,
      },
      { title: 'no changes', json: {}, status: 400 },
      {
        title: 'enables a default account with its default password',
        before: ({ write, account }) =>
          write(
            'update accounts set default_password = 1, disabled_at = 1 where id = ?',
            account.id,
          ),
        json: { disabled: false },
        status: 409,
      },
    ],
  },
  'DELETE /api/auth/accounts/{account_id}': {
    caller: 'administrator',
    again: 404,
    responses: [{ title: 'own account', isAboutCaller: true, status: 400 }],
  },
  'PUT /api/auth/accounts/{account_id}/password': {
    caller: 'administrator',
    json: { password: newPassword },
    isVerified: true,
    responses: [{ title: 'own account', isAboutCaller: true, status: 400 }],
  },
  'POST /api/auth/accounts/{account_id}/email/code': { caller: 'administrator' },
  'DELETE /api/auth/accounts/{account_id}/second-factors': {
    caller: 'administrator',
    before: ({ protect }) => protect(),
    isVerified: true,
    responses: [{ title: 'own account', isAboutCaller: true, status: 400 }],
  },
  'GET /api/auth/accounts/{account_id}/sessions': { caller: 'administrator' },
  'DELETE /api/auth/accounts/{account_id}/sessions': { caller: 'administrator' },
  'DELETE /api/auth/accounts/{account_id}/sessions/{session_id}': {
    caller: 'administrator',
    again: 404,
  },
  'GET /api/auth/settings': {
    caller: 'administrator',
    responses: [{ title: 'other settings', vars: instanceSettings }],
  },
}
