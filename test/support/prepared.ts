import { userToken } from './lncrawl.ts'
import { challenge, codeIn, otherThan, resetToken } from './mailed.ts'
import { administrator, password, person, signIn } from './people.ts'
import { write } from './rows.ts'
import { Service } from './service.ts'

export interface Sent extends NonNullable<Parameters<Service['request']>[2]> {
  path: string
}

/** A state of the store, and a request that fits it. */
export interface Prepared {
  title: string
  vars?: Record<string, string>
  /** Makes the state, on an empty database, and gives the request. */
  prepare: (service: Service) => Promise<Sent>
  /** What the request is answered with. */
  status: number
  /** What the same request is answered with once it has had its effect. */
  again: number
  /** Columns that are brought up to date after the answer, and may stay behind. */
  late?: string[]
}

export const address = 'alice@example.com'
/** A password that is nobody's yet. */
export const fresh = `${password}, the second`
const archiver = { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' }
const defaults = { DEFAULT_ACCOUNTS: 'on' }
const rotation = { JWT_SECRET_PREVIOUS: 'k3Wd8RzNqVb5YtHj0XsLmPc7Fg2Ua9Te' }

const instanceSettings = {
  ...defaults,
  REGISTRATION: 'referral',
  SETUP_TOKEN: 'the setup token of a test',
  SUDO_MINUTES: '5',
  PRODUCT_NAME: 'Example',
  ACCENT_COLOR: '#0a58ca',
  LOGO_URL: 'https://example.com/logo.svg',
  TERMS_URL: 'https://example.com/terms',
}

/** Every operation of /openapi.json, by method and template, in the states that differ in what is done. */
export const prepared: Record<string, Prepared[]> = {
  'GET /health': [plain(200, 200, { path: '/health' })],
  'GET /openapi.json': [plain(200, 200, { path: '/openapi.json' })],

  'POST /api/auth/login': [
    plain(200, 200, login({ username: address, password })),
    {
      ...plain(200, 200, login({ email: address, password })),
      title: 'outdated hash cost',
      prepare: by(async (_, { id }) => {
        await write('update accounts set password_hash = ? where id = ?', olderHash, id)
        return login({ email: address, password })
      }),
      late: ['password_hash'],
    },
    titled('wrong password', plain(401, 401, login({ username: address, password: fresh }))),
    titled('unknown username', plain(401, 401, login({ username: 'nobody', password }))),
    {
      ...plain(429, 429, login({ username: address, password })),
      title: 'too many attempts',
      vars: { LOGIN_ATTEMPTS: '1' },
      prepare: by(async (service) => {
        await service.post('/api/auth/login', { username: address, password: fresh })
        return login({ username: address, password })
      }),
    },
    {
      ...plain(200, 200, login({ email: 'admin@local', password: 'changeme' })),
      title: 'first sign-in to a default account',
      vars: defaults,
    },
  ],
  'POST /api/auth/register': [
    plain(200, 409, { path: '/api/auth/register', json: { username: 'bob', password } }),
    titled(
      'username taken',
      plain(409, 409, { path: '/api/auth/register', json: { username: address, password } }),
    ),
  ],
  'GET /api/auth/me': [
    own(200, 200, { path: '/api/auth/me' }),
    {
      ...own(200, 200, { path: '/api/auth/me' }),
      title: 'reset token as bearer token',
      prepare: by(async (service) => ({
        path: '/api/auth/me',
        token: await resetToken(service, address),
      })),
    },
  ],

  'POST /api/auth/change-password': [
    proven(
      own(200, 401, {
        path: '/api/auth/change-password',
        json: { current_password: password, new_password: fresh },
      }),
    ),
    titled(
      'wrong current password',
      own(401, 401, {
        path: '/api/auth/change-password',
        json: { current_password: fresh, new_password: fresh },
      }),
    ),
  ],
  'GET /api/auth/users': [admin(200, 200, () => ({ path: '/api/auth/users' }))],
  'POST /api/auth/users': [
    admin(200, 409, () => ({
      path: '/api/auth/users',
      json: { username: 'bob', password, role: 'admin' },
    })),
  ],
  'DELETE /api/auth/users/{user_id}': [
    admin(200, 404, (id) => ({ path: `/api/auth/users/${id}` })),
  ],
  'PUT /api/auth/users/{user_id}/reset-password': [
    proven(
      admin(200, 200, (id) => ({
        path: `/api/auth/users/${id}/reset-password`,
        json: { new_password: fresh },
      })),
    ),
  ],

  'GET /api/auth/status': [{ ...plain(200, 200, { path: '/api/auth/status' }), vars: defaults }],
  'POST /api/auth/logout': [own(200, 200, { path: '/api/auth/logout' })],
  'PUT /api/auth/local-account': [
    proven(
      own(200, 401, {
        path: '/api/auth/local-account',
        json: { name: 'Alice', email: 'alice@elsewhere.example', password: fresh },
      }),
    ),
    titled(
      'name only',
      own(200, 200, { path: '/api/auth/local-account', json: { name: 'Alice' } }),
    ),
  ],
  'POST /api/auth/update-password': [
    proven(own(200, 200, { path: '/api/auth/update-password', json: { password: fresh } })),
    {
      ...own(200, 200, { path: '/api/auth/update-password', json: { password: fresh } }),
      title: 'default account, completes setup',
      vars: defaults,
      prepare: by(async (service) => {
        await service.post('/api/auth/login', { email: 'admin', password: 'admin' })
        const { body } = await service.post('/api/auth/first-run')
        return { path: '/api/auth/update-password', json: { password: fresh }, token: body.token }
      }),
    },
  ],
  'POST /api/auth/first-run': [
    { ...plain(200, 200, { path: '/api/auth/first-run' }), vars: defaults },
    {
      ...plain(200, 200, { path: '/api/auth/first-run' }),
      title: 'default account exists',
      vars: defaults,
      prepare: by(async (service) => {
        await service.post('/api/auth/first-run')
        return { path: '/api/auth/first-run' }
      }),
    },
  ],

  'POST /api/auth/signup': [
    {
      ...own(200, 409, { path: '/api/auth/signup' }),
      prepare: by(async (service, { token }) => ({
        path: '/api/auth/signup',
        json: {
          referrer: await userToken(service, token),
          email: 'bob@example.com',
          password,
          name: 'Bob',
        },
      })),
    },
  ],
  'DELETE /api/auth/me': [
    proven(own(200, 401, { path: '/api/auth/me' })),
    {
      ...own(409, 409, { path: '/api/auth/me' }),
      title: 'last administrator',
      prepare: by(async () => ({ path: '/api/auth/me', token: (await administrator()).token })),
    },
  ],
  'PUT /api/auth/me/name': [own(200, 200, { path: '/api/auth/me/name', json: { name: 'Alice' } })],
  'PUT /api/auth/me/password': [
    proven(
      own(200, 401, {
        path: '/api/auth/me/password',
        json: { old_password: password, new_password: fresh },
      }),
    ),
  ],
  'POST /api/auth/send-password-reset-link': [
    plain(200, 200, { path: '/api/auth/send-password-reset-link', json: { email: address } }),
    titled(
      'unknown email address',
      plain(200, 200, {
        path: '/api/auth/send-password-reset-link',
        json: { email: 'nobody@example.com' },
      }),
    ),
  ],
  'POST /api/auth/reset-password-with-token': [
    {
      ...own(200, 401, { path: '/api/auth/reset-password-with-token' }),
      prepare: by(async (service, { token }) => {
        await userToken(service, token)
        return {
          path: '/api/auth/reset-password-with-token',
          json: { password: fresh },
          token: await resetToken(service, address),
        }
      }),
    },
  ],
  'POST /api/auth/me/send-otp': [own(200, 200, { path: '/api/auth/me/send-otp' })],
  'POST /api/auth/verify-otp': [
    {
      ...own(200, 401, { path: '/api/auth/verify-otp' }),
      prepare: by(async (service, { token }) => ({
        path: '/api/auth/verify-otp',
        form: await challenge(service, token),
      })),
    },
    {
      ...own(403, 403, { path: '/api/auth/verify-otp' }),
      title: 'wrong code',
      prepare: by(async (service, { token }) => {
        const sent = await challenge(service, token)
        return {
          path: '/api/auth/verify-otp',
          form: { ...sent, otp: otherThan(sent.otp) },
        }
      }),
    },
  ],
  'POST /api/auth/me/create-token': [
    own(200, 200, { path: '/api/auth/me/create-token' }),
    {
      ...own(200, 200, { path: '/api/auth/me/create-token' }),
      title: 'invitation exists',
      prepare: by(async (service, { token }) => {
        await userToken(service, token)
        return { path: '/api/auth/me/create-token', token }
      }),
    },
  ],
  'GET /api/auth/verify-token': [
    {
      ...own(200, 200, { path: '/api/auth/verify-token' }),
      prepare: by(async (service, { token }) => ({
        path: `/api/auth/verify-token?token=${await userToken(service, token)}`,
      })),
    },
  ],
  'POST /api/auth/me/tokens': [
    {
      ...own(200, 200, { path: '/api/auth/me/tokens' }),
      prepare: by(async (service, { token }) => {
        await userToken(service, token)
        return { path: '/api/auth/me/tokens', token }
      }),
    },
    {
      ...own(200, 200, { path: '/api/auth/me/tokens' }),
      title: 'during secret rotation',
      vars: rotation,
      prepare: by(async (_, { token }) => {
        const before = new Service({ JWT_SECRET: rotation.JWT_SECRET_PREVIOUS })
        const { body } = await before.post('/api/auth/login', { username: address, password })
        await userToken(before, body.token)
        return { path: '/api/auth/me/tokens', token }
      }),
      late: ['token_hash', 'token_sealed'],
    },
  ],

  'POST /v1/auth/setup': [plain(201, 403, { path: '/v1/auth/setup', json: archiver })],
  'POST /v1/auth/login': [
    plain(200, 200, { path: '/v1/auth/login', json: { email: address, password } }),
  ],
  'GET /v1/auth/status': [plain(200, 200, { path: '/v1/auth/status' })],
  'POST /api/v1/auth/setup': [plain(201, 403, { path: '/api/v1/auth/setup', json: archiver })],
  'POST /api/v1/auth/login': [
    plain(200, 200, { path: '/api/v1/auth/login', json: { email: address, password } }),
  ],
  'GET /api/v1/auth/status': [plain(200, 200, { path: '/api/v1/auth/status' })],

  'GET /api/auth/state': [own(200, 200, { path: '/api/auth/state' })],
  'PUT /api/auth/profile': [
    proven(
      own(200, 401, {
        path: '/api/auth/profile',
        json: { newUsername: 'alice', currentPassword: password, newPassword: fresh },
      }),
    ),
    titled(
      'name only',
      own(200, 200, { path: '/api/auth/profile', json: { newUsername: 'alice' } }),
    ),
  ],

  'POST /api/auth/session': [
    plain(200, 200, { path: '/api/auth/session', json: { username: address, password } }),
    proven(
      titled(
        'new device',
        plain(200, 200, {
          path: '/api/auth/session',
          json: { username: address, password },
          headers: { 'User-Agent': 'another' },
        }),
      ),
    ),
  ],
  'GET /api/auth/session': [own(200, 200, { path: '/api/auth/session' })],
  'DELETE /api/auth/session': [own(200, 401, { path: '/api/auth/session' })],
  'GET /api/auth/sessions': [own(200, 200, { path: '/api/auth/sessions' })],
  'DELETE /api/auth/sessions': [
    {
      ...own(200, 200, { path: '/api/auth/sessions' }),
      prepare: by(async (_, { token }) => {
        await signIn(address)
        return { path: '/api/auth/sessions', token }
      }),
    },
  ],
  'DELETE /api/auth/sessions/{session_id}': [
    {
      ...own(200, 404, { path: '/api/auth/sessions' }),
      prepare: by(async (service, { token }) => {
        await signIn(address)
        const { body } = await service.get('/api/auth/sessions', { token })
        const other = body.sessions.find((one: { current: boolean }) => !one.current)
        return { path: `/api/auth/sessions/${other.id}`, token }
      }),
    },
  ],

  'GET /api/auth/instance': [plain(200, 200, { path: '/api/auth/instance' })],
  'POST /api/auth/setup': [plain(200, 403, { path: '/api/auth/setup', json: archiver })],
  'POST /api/auth/account': [
    plain(200, 409, {
      path: '/api/auth/account',
      json: { username: 'bob', email: 'bob@example.com', password, first_name: 'Bob' },
    }),
    {
      ...plain(200, 409, { path: '/api/auth/account' }),
      title: 'with an invitation',
      vars: { REGISTRATION: 'referral' },
      prepare: by(async (service, { token }) => ({
        path: '/api/auth/account',
        json: { referrer: await userToken(service, token), username: 'bob', password },
      })),
    },
  ],
  'PATCH /api/auth/account': [
    own(200, 200, {
      path: '/api/auth/account',
      json: {
        username: 'alice',
        first_name: 'Alice',
        last_name: null,
        picture: 'https://example.com/a.png',
      },
    }),
  ],
  'PUT /api/auth/account/password': [
    proven(
      own(200, 401, {
        path: '/api/auth/account/password',
        json: { current_password: password, new_password: fresh },
      }),
    ),
  ],
  'PUT /api/auth/account/email': [
    own(200, 200, {
      path: '/api/auth/account/email',
      json: { email: 'alice@elsewhere.example', password },
    }),
    titled(
      'wrong password',
      own(401, 401, {
        path: '/api/auth/account/email',
        json: { email: 'alice@elsewhere.example', password: fresh },
      }),
    ),
  ],
  'POST /api/auth/account/email/code': [own(200, 200, { path: '/api/auth/account/email/code' })],
  'POST /api/auth/account/email/verify': [
    proven({
      ...own(200, 409, { path: '/api/auth/account/email/verify' }),
      title: 'new email address',
      prepare: by(async (service, { token }) => {
        await signIn(address)
        const wanted = { email: 'alice@elsewhere.example', password }
        await service.put('/api/auth/account/email', wanted, { token })
        const code = codeIn(service.mails.at(-1))
        return { path: '/api/auth/account/email/verify', json: { code }, token }
      }),
    }),
    {
      ...own(200, 409, { path: '/api/auth/account/email/verify' }),
      title: 'current email address',
      prepare: by(async (service, { token }) => {
        await signIn(address)
        const { otp: code } = await challenge(service, token)
        return { path: '/api/auth/account/email/verify', json: { code }, token }
      }),
    },
    {
      ...own(403, 403, { path: '/api/auth/account/email/verify' }),
      title: 'wrong code',
      prepare: by(async (service, { token }) => {
        const { otp } = await challenge(service, token)
        return { path: '/api/auth/account/email/verify', json: { code: otherThan(otp) }, token }
      }),
    },
  ],
  'POST /api/auth/account/delete': [
    proven(own(200, 401, { path: '/api/auth/account/delete', json: { password } })),
    titled(
      'wrong password',
      own(401, 401, { path: '/api/auth/account/delete', json: { password: fresh } }),
    ),
  ],
  'GET /api/auth/tokens': [
    {
      ...own(200, 200, { path: '/api/auth/tokens' }),
      prepare: by(async (service, { token }) => {
        await userToken(service, token)
        return { path: '/api/auth/tokens', token }
      }),
    },
  ],
  'POST /api/auth/tokens': [own(200, 200, { path: '/api/auth/tokens' })],
  'DELETE /api/auth/tokens/{token_id}': [
    {
      ...own(200, 404, { path: '/api/auth/tokens' }),
      prepare: by(async (service, { token }) => {
        const { body } = await service.post('/api/auth/tokens', undefined, { token })
        return { path: `/api/auth/tokens/${body.token.id}`, token }
      }),
    },
  ],
  'POST /api/auth/password-reset': [
    plain(200, 200, { path: '/api/auth/password-reset', json: { email: address } }),
  ],
  'GET /api/auth/password-reset': [
    {
      ...plain(200, 200, { path: '/api/auth/password-reset' }),
      prepare: by(async (service) => ({
        path: '/api/auth/password-reset',
        token: await resetToken(service, address),
      })),
    },
  ],
  'PUT /api/auth/password-reset': [
    {
      ...plain(200, 401, { path: '/api/auth/password-reset' }),
      prepare: by(async (service) => ({
        path: '/api/auth/password-reset',
        json: { password: fresh },
        token: await resetToken(service, address),
      })),
    },
  ],

  'GET /api/auth/audit': [admin(200, 200, () => ({ path: '/api/auth/audit' }))],

  'GET /api/auth/accounts': [
    admin(200, 200, () => ({ path: '/api/auth/accounts' })),
    titled(
      'search',
      admin(200, 200, () => ({ path: '/api/auth/accounts?search=alice' })),
    ),
  ],
  'POST /api/auth/accounts': [
    admin(200, 409, () => ({
      path: '/api/auth/accounts',
      json: { username: 'bob', email: 'bob@example.com', password, role: 'admin' },
    })),
    titled(
      'email address taken',
      admin(409, 409, () => ({
        path: '/api/auth/accounts',
        json: { username: 'bob', email: address, password },
      })),
    ),
  ],
  'GET /api/auth/accounts/{account_id}': [
    admin(200, 200, (id) => ({ path: `/api/auth/accounts/${id}` })),
  ],
  'PATCH /api/auth/accounts/{account_id}': [
    admin(200, 200, (id) => ({
      path: `/api/auth/accounts/${id}`,
      json: { role: 'admin', first_name: 'Alice' },
    })),
    titled(
      'disables the account',
      admin(200, 200, (id) => ({ path: `/api/auth/accounts/${id}`, json: { disabled: true } })),
    ),
  ],
  'DELETE /api/auth/accounts/{account_id}': [
    admin(200, 404, (id) => ({ path: `/api/auth/accounts/${id}` })),
  ],
  'PUT /api/auth/accounts/{account_id}/password': [
    proven(
      admin(200, 200, (id) => ({
        path: `/api/auth/accounts/${id}/password`,
        json: { password: fresh },
      })),
    ),
  ],
  'GET /api/auth/accounts/{account_id}/sessions': [
    admin(200, 200, (id) => ({ path: `/api/auth/accounts/${id}/sessions` })),
  ],
  'DELETE /api/auth/accounts/{account_id}/sessions': [
    admin(200, 200, (id) => ({ path: `/api/auth/accounts/${id}/sessions` })),
  ],
  'GET /api/auth/settings': [admin(200, 200, () => ({ path: '/api/auth/settings' }))],
}

/** States in which an operation does the same as in others and returns something else. */
export const furtherStates: Record<string, Prepared[]> = {
  'POST /api/auth/login': [
    titled('of an administrator', {
      ...plain(200, 200, login({ username: 'root@example.com', password })),
      prepare: by(async () => {
        await administrator()
        return login({ username: 'root@example.com', password })
      }),
    }),
  ],
  'POST /api/auth/register': [
    titled(
      'an email address',
      plain(200, 409, {
        path: '/api/auth/register',
        json: { username: 'bob@example.com', password },
      }),
    ),
  ],
  'GET /api/auth/me': [
    titled(
      'of an administrator',
      admin(200, 200, () => ({ path: '/api/auth/me' })),
    ),
  ],
  'GET /api/auth/state': [
    titled(
      'of an administrator',
      admin(200, 200, () => ({ path: '/api/auth/state' })),
    ),
  ],
  'GET /api/auth/session': [
    titled(
      'of an administrator',
      admin(200, 200, () => ({ path: '/api/auth/session' })),
    ),
  ],
  'GET /api/auth/users': [
    titled(
      'the first page',
      admin(200, 200, () => ({ path: '/api/auth/users?limit=1' })),
    ),
  ],
  'DELETE /api/auth/users/{user_id}': [
    titled(
      'of the caller',
      oneself((id) => ({ path: `/api/auth/users/${id}` })),
    ),
  ],
  'PUT /api/auth/users/{user_id}/reset-password': [
    titled(
      'of the caller',
      oneself((id) => ({
        path: `/api/auth/users/${id}/reset-password`,
        json: { new_password: fresh },
      })),
    ),
  ],
  'GET /api/auth/status': [
    titled('of no default account', plain(200, 200, { path: '/api/auth/status' })),
  ],
  'POST /api/auth/first-run': [
    titled('of no default account', plain(404, 404, { path: '/api/auth/first-run' })),
  ],
  'GET /v1/auth/status': [
    titled(
      'of a service that is set up',
      admin(200, 200, () => ({ path: '/v1/auth/status' })),
    ),
  ],
  'GET /api/auth/instance': [
    titled(
      'of a service that is set up',
      admin(200, 200, () => ({ path: '/api/auth/instance' })),
    ),
    {
      ...plain(200, 200, { path: '/api/auth/instance' }),
      title: 'other settings',
      vars: instanceSettings,
    },
  ],
  'GET /api/auth/settings': [
    {
      ...admin(200, 200, () => ({ path: '/api/auth/settings' })),
      title: 'other settings',
      vars: instanceSettings,
    },
  ],
  'POST /api/auth/setup': [
    {
      ...plain(200, 403, {
        path: '/api/auth/setup',
        json: archiver,
        headers: { 'X-Setup-Token': instanceSettings.SETUP_TOKEN },
      }),
      title: 'with a setup token',
      vars: instanceSettings,
    },
  ],
  'GET /api/auth/sessions': [
    {
      ...own(200, 200, { path: '/api/auth/sessions' }),
      title: 'of several devices',
      prepare: by(async (service, { token }) => {
        const headers = { 'User-Agent': 'another' }
        await service.post('/api/auth/session', { username: address, password }, { headers })
        return { path: '/api/auth/sessions', token }
      }),
    },
  ],
  'GET /api/auth/audit': [
    titled(
      'the first page',
      admin(200, 200, () => ({ path: '/api/auth/audit?limit=1' })),
    ),
    titled(
      'of one event',
      admin(200, 200, () => ({ path: '/api/auth/audit?event=user_created' })),
    ),
  ],
  'GET /api/auth/accounts': [
    titled(
      'the first page',
      admin(200, 200, () => ({ path: '/api/auth/accounts?limit=1' })),
    ),
  ],
  'PATCH /api/auth/accounts/{account_id}': [
    titled(
      'the role of the last administrator',
      oneself((id) => ({ path: `/api/auth/accounts/${id}`, json: { role: 'user' } })),
    ),
    titled(
      'nothing',
      admin(400, 400, (id) => ({ path: `/api/auth/accounts/${id}`, json: {} })),
    ),
  ],
  'DELETE /api/auth/accounts/{account_id}': [
    titled(
      'of the caller',
      oneself((id) => ({ path: `/api/auth/accounts/${id}` })),
    ),
  ],
  'PUT /api/auth/accounts/{account_id}/password': [
    titled(
      'of the caller',
      oneself((id) => ({ path: `/api/auth/accounts/${id}/password`, json: { password: fresh } })),
    ),
  ],
}

/** `password` under cost 5, one above what the tests hash with. */
const olderHash = '$2b$05$rqwpLWeqclMaI1zGLxULm.OVJvQTzMVVQ47LcJZX2cVtQW0UNIMqW'

function login(json: Record<string, string>): Sent {
  return { path: '/api/auth/login', json }
}

/** One person is there, known by an address, so that no case runs where nothing could be harmed. */
function by(prepare: (service: Service, caller: { token: string; id: string }) => Promise<Sent>) {
  return async (service: Service) => prepare(service, await person(address))
}

/** Nobody is signed in. */
function plain(status: number, again: number, sent: Sent): Prepared {
  return { title: 'success', status, again, prepare: by(async () => sent) }
}

/** That person is signed in. */
function own(status: number, again: number, sent: Sent): Prepared {
  return {
    title: 'success',
    status,
    again,
    prepare: by(async (_, { token }) => ({ ...sent, token })),
  }
}

/** An administrator is signed in, and does something to that person. */
function admin(status: number, again: number, sent: (id: string) => Sent): Prepared {
  return {
    title: 'success',
    status,
    again,
    prepare: by(async (_, { id }) => {
      const { token } = await administrator()
      return { ...sent(id), token }
    }),
  }
}

/** An administrator, the only one, does something to their own account. */
function oneself(sent: (id: string) => Sent): Prepared {
  return {
    ...admin(400, 400, sent),
    prepare: by(async () => {
      const { id, token } = await administrator()
      return { ...sent(id), token }
    }),
  }
}

/** The address of that person is proven, so notices go there. */
function proven({ prepare, ...rest }: Prepared): Prepared {
  return {
    ...rest,
    prepare: async (service) => {
      const sent = await prepare(service)
      await write('update accounts set email_verified_at = created_at where email = ?', address)
      return sent
    },
  }
}

function titled(title: string, rest: Prepared): Prepared {
  return { ...rest, title }
}
