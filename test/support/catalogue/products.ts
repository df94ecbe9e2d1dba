import { otherThan } from '../accounts/mailed.ts'
import { password } from '../requests/client.ts'
import { type Entry, newPassword } from './operation.ts'
import { codeRefusals } from './own.ts'

/** A hash of `password` with cost 5, one above the cost of the tests. */
const olderHash = '$2b$05$rqwpLWeqclMaI1zGLxULm.OVJvQTzMVVQ47LcJZX2cVtQW0UNIMqW'
const root = { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' }
const defaults = { DEFAULT_ACCOUNTS: 'on' }
const twoSteps = { OPEN_ARCHIVER_MFA: 'on' }
const previousSecret = 'k3Wd8RzNqVb5YtHj0XsLmPc7Fg2Ua9Te'

/** Operations that the products document. */
export const products: Record<string, Entry> = {
  'POST /api/auth/login': {
    products: ['asta', 'asyncat', 'lncrawl', 'argon'],
    caller: 'anyone',
    json: ({ address }) => ({ username: address, password }),
    states: [
      {
        title: 'outdated hash cost',
        json: ({ address }) => ({ email: address, password }),
        before: ({ write, account }) =>
          write('update accounts set password_hash = ? where id = ?', olderHash, account.id),
        late: ['password_hash'],
      },
      {
        title: 'wrong password',
        json: ({ address }) => ({ username: address, password: newPassword }),
        status: 401,
      },
      { title: 'unknown username', json: { username: 'unknown', password }, status: 401 },
      {
        title: 'too many attempts',
        vars: { LOGIN_ATTEMPTS: '1' },
        before: ({ client, address }) =>
          client.post('/api/auth/login', { username: address, password: newPassword }),
        status: 429,
      },
      { title: 'second factor required', before: ({ protect }) => protect(), status: 401 },
      {
        title: 'appended code',
        before: ({ protect }) => protect(),
        json: async ({ address, app }) => ({
          username: address,
          password: `${password} ${(await app()).code()}`,
        }),
        again: 401,
      },
      {
        title: 'appended recovery code',
        before: ({ protect }) => protect(),
        json: async ({ address, app }) => ({
          username: address,
          password: `${password} ${(await app()).recoveryCodes[0]}`,
        }),
        again: 401,
      },
      {
        title: 'first sign-in to a default account',
        json: { email: 'admin@local', password: 'changeme' },
        vars: defaults,
      },
    ],
    responses: [
      {
        title: 'administrator',
        json: { username: root.email, password },
        before: ({ administrator }) => administrator(),
      },
    ],
  },
  'POST /api/auth/register': {
    products: ['asta', 'asyncat', 'argon'],
    caller: 'anyone',
    note: '403 with asyncat alone',
    json: ({ other }) => ({ username: other.username, password }),
    again: 409,
    states: [
      {
        title: 'username taken',
        json: ({ address }) => ({ username: address, password }),
        status: 409,
      },
    ],
    responses: [
      {
        title: 'email address',
        json: ({ other }) => ({ username: other.email, password }),
      },
    ],
  },
  'GET /api/auth/me': {
    products: ['asta', 'asyncat', 'lncrawl'],
    caller: 'session or reset link',
    states: [{ title: 'reset token as bearer token', caller: 'reset link' }],
    responses: [{ title: 'administrator', caller: 'administrator' }],
  },

  'POST /api/auth/change-password': {
    products: ['asta'],
    caller: 'session',
    json: { current_password: password, new_password: newPassword },
    isVerified: true,
    again: 401,
    states: [
      {
        title: 'wrong current password',
        json: { current_password: newPassword, new_password: newPassword },
        status: 401,
      },
    ],
  },
  'GET /api/auth/users': {
    products: ['asta'],
    caller: 'administrator',
    responses: [{ title: 'first page', query: { limit: '1' } }],
  },
  'POST /api/auth/users': {
    products: ['asta'],
    caller: 'administrator',
    json: ({ other }) => ({ username: other.username, password, role: 'admin' }),
    again: 409,
  },
  'DELETE /api/auth/users/{user_id}': {
    products: ['asta'],
    caller: 'administrator',
    again: 404,
    responses: [{ title: 'own account', isAboutCaller: true, status: 400 }],
  },
  'PUT /api/auth/users/{user_id}/reset-password': {
    products: ['asta'],
    caller: 'administrator',
    json: { new_password: newPassword },
    isVerified: true,
    responses: [{ title: 'own account', isAboutCaller: true, status: 400 }],
  },

  'GET /api/auth/status': {
    products: ['asyncat'],
    caller: 'anyone',
    vars: defaults,
    responses: [{ title: 'no default account' }],
  },
  'POST /api/auth/logout': { products: ['asyncat'], caller: 'optional session' },
  'PUT /api/auth/local-account': {
    products: ['asyncat'],
    caller: 'session',
    json: ({ renamed }) => ({ name: 'Alice', email: renamed.email, password: newPassword }),
    isVerified: true,
    again: 401,
    states: [{ title: 'name only', json: { name: 'Alice' }, again: 200 }],
  },
  'POST /api/auth/update-password': {
    products: ['asyncat'],
    caller: 'session',
    json: { password: newPassword },
    isVerified: true,
    states: [
      {
        title: 'default account, completes setup',
        vars: defaults,
        async token({ client }) {
          await client.post('/api/auth/login', { email: 'admin', password: 'admin' })
          return (await client.post('/api/auth/first-run')).body.token
        },
      },
    ],
  },
  'POST /api/auth/first-run': {
    products: ['asyncat'],
    caller: 'anyone',
    vars: defaults,
    states: [
      {
        title: 'default account exists',
        vars: defaults,
        before: ({ client }) => client.post('/api/auth/first-run'),
      },
    ],
    responses: [{ title: 'no default account', status: 404 }],
  },

  'POST /api/auth/signup': {
    products: ['lncrawl'],
    caller: 'anyone',
    json: async ({ invitation, other }) => ({
      referrer: await invitation(),
      email: other.email,
      password,
      name: 'Bob',
    }),
    again: 409,
  },
  // In no document: lncrawl's own client has a button for it.
  'DELETE /api/auth/me': {
    products: ['lncrawl'],
    caller: 'session',
    isVerified: true,
    again: 401,
    states: [{ title: 'last administrator', caller: 'administrator', status: 409 }],
  },
  'PUT /api/auth/me/name': {
    products: ['lncrawl'],
    caller: 'session',
    json: { name: 'Alice' },
  },
  'PUT /api/auth/me/password': {
    products: ['lncrawl'],
    caller: 'session',
    json: { old_password: password, new_password: newPassword },
    isVerified: true,
    again: 401,
  },
  'POST /api/auth/send-password-reset-link': {
    products: ['lncrawl'],
    caller: 'anyone',
    json: ({ address }) => ({ email: address }),
    states: [{ title: 'unknown email address', json: { email: 'unknown@example.com' } }],
  },
  'POST /api/auth/reset-password-with-token': {
    products: ['lncrawl'],
    caller: 'reset link',
    json: { password: newPassword },
    again: 401,
  },
  'POST /api/auth/me/send-otp': {
    products: ['lncrawl'],
    caller: 'session',
    responses: codeRefusals,
  },
  'POST /api/auth/verify-otp': {
    products: ['lncrawl'],
    caller: 'anyone',
    form: ({ challenge }) => challenge(),
    again: 401,
    states: [
      {
        title: 'wrong code',
        async form({ challenge }) {
          const { otp, token } = await challenge()
          return { otp: otherThan(otp), token }
        },
        status: 403,
      },
    ],
  },
  'POST /api/auth/me/create-token': {
    products: ['lncrawl'],
    caller: 'session',
    states: [{ title: 'invitation exists', before: ({ invitation }) => invitation() }],
  },
  'GET /api/auth/verify-token': {
    products: ['lncrawl'],
    caller: 'anyone',
    query: async ({ invitation }) => ({ token: await invitation() }),
  },
  'POST /api/auth/me/tokens': {
    products: ['lncrawl'],
    caller: 'session',
    before: ({ invitation }) => invitation(),
    states: [
      {
        title: 'during secret rotation',
        vars: { ROOT_SECRET_PREVIOUS: previousSecret },
        async before({ with: instance, address }) {
          const client = instance({ ROOT_SECRET: previousSecret })
          const token = await client.signIn(address)
          await client.post('/api/auth/invitations', undefined, { token })
        },
        late: ['token_hash', 'token_sealed'],
      },
    ],
  },

  ...openArchiver('/v1/auth'),
  ...openArchiver('/api/v1/auth'),

  'GET /api/auth/state': {
    products: ['argon'],
    caller: 'session',
    responses: [{ title: 'administrator', caller: 'administrator' }],
  },
  'PUT /api/auth/profile': {
    products: ['argon'],
    caller: 'session',
    json: ({ renamed }) => ({
      newUsername: renamed.username,
      currentPassword: password,
      newPassword,
    }),
    isVerified: true,
    again: 401,
    states: [
      {
        title: 'name only',
        json: ({ renamed }) => ({ newUsername: renamed.username }),
        again: 200,
      },
    ],
  },
}

/** Open Archiver's browser client adds /api to the documented paths. */
function openArchiver(prefix: string): Record<string, Entry> {
  const isDocumented = prefix === '/v1/auth'
  return {
    [`POST ${prefix}/setup`]: {
      products: ['open-archiver'],
      caller: 'anyone',
      json: root,
      again: 403,
    },
    [`POST ${prefix}/login`]: {
      products: ['open-archiver'],
      caller: 'anyone',
      json: ({ address }) => ({ email: address, password }),
      states: [
        {
          title: 'second factor required',
          vars: twoSteps,
          before: ({ protect }) => protect(),
        },
        {
          title: 'appended code',
          before: ({ protect }) => protect(),
          json: async ({ address, app }) => ({
            email: address,
            password: `${password} ${(await app()).code()}`,
          }),
          again: 401,
        },
      ],
    },
    [`GET ${prefix}/status`]: {
      products: ['open-archiver'],
      caller: 'anyone',
      ...(isDocumented && {
        responses: [{ title: 'after setup', caller: 'administrator' }],
      }),
    },
  }
}

/** Operations that a setting adds. */
export const added: Record<string, Entry> = Object.fromEntries(
  ['/v1/auth', '/api/v1/auth'].map((prefix) => [
    `POST ${prefix}/mfa/verify`,
    {
      products: ['open-archiver'],
      caller: 'anyone',
      vars: twoSteps,
      before: ({ protect }) => protect(),
      async headers({ client, address }) {
        const json = { email: address, password }
        const { headers } = await client.post(`${prefix}/login`, json)
        return { Cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' }
      },
      json: async ({ app }) => ({ code: (await app()).code() }),
      late: ['tries'],
      again: 401,
    } satisfies Entry,
  ]),
)
