import { resetToken } from '../../support/accounts/mailed.ts'
import type { Answer } from '../../support/requests/client.ts'
import { type Person, password } from '../../support/requests/client.ts'
import { type Service, someAddress, someName } from './service.ts'

/** A documented path that sets a password, and how to use it on a separate account. */
export interface Setter {
  path: string
  /** The documented field for the password. */
  field: string
  /** Whether the account already exists with `password`, and can sign in afterwards. */
  prepare(world: World): Promise<Prepared>
}

export interface World {
  service: Service
  root: Person
}

export interface Prepared {
  username: string
  /** Whether the account already exists, with the usual password. */
  exists: boolean
  /** The owner's session, if the owner sets the password. */
  token?: string
  set(value: unknown): Promise<Answer>
}

/** A change by the account's owner in a session. */
function own(
  method: 'POST' | 'PUT',
  path: string,
  field: string,
  rest: Record<string, unknown> = {},
): Setter {
  return {
    path: `${method} ${path}`,
    field,
    async prepare({ service }) {
      const { username, token } = await service.person(someAddress())
      return {
        username,
        exists: true,
        token,
        set: (value) => service.request(method, path, { token, json: { ...rest, [field]: value } }),
      }
    },
  }
}

/** Every documented path that sets a password. */
export const setters: Setter[] = [
  {
    path: 'POST /api/auth/register',
    field: 'password',
    async prepare({ service }) {
      const username = someName()
      return {
        username,
        exists: false,
        set: (value) => service.post('/api/auth/register', { username, password: value }),
      }
    },
  },
  {
    path: 'POST /api/auth/signup',
    field: 'password',
    async prepare({ service, root }) {
      const email = someAddress()
      const asked = service.post('/api/auth/me/create-token', undefined, {
        token: (await service.administrator(root)).token,
      })
      const { body } = await service.expecting(200, asked)
      return {
        username: email,
        exists: false,
        set: (value) =>
          service.post('/api/auth/signup', { referrer: body.token, email, password: value }),
      }
    },
  },
  {
    path: 'POST /api/auth/users',
    field: 'password',
    async prepare({ service, root: { token } }) {
      const username = someName()
      return {
        username,
        exists: false,
        set: (value) => service.post('/api/auth/users', { username, password: value }, { token }),
      }
    },
  },
  {
    path: 'PUT /api/auth/users/{user_id}/reset-password',
    field: 'new_password',
    async prepare({ service, root: { token } }) {
      const { id, username } = await service.person()
      const path = `/api/auth/users/${id}/reset-password`
      return {
        username,
        exists: true,
        set: (value) => service.put(path, { new_password: value }, { token }),
      }
    },
  },
  {
    path: 'POST /api/auth/reset-password-with-token',
    field: 'password',
    async prepare({ service }) {
      const { username } = await service.person(someAddress())
      const token = await resetToken(service, username)
      return {
        username,
        exists: true,
        set: (value) =>
          service.post('/api/auth/reset-password-with-token', { password: value }, { token }),
      }
    },
  },
  own('POST', '/api/auth/change-password', 'new_password', { current_password: password }),
  own('PUT', '/api/auth/me/password', 'new_password', { old_password: password }),
  own('PUT', '/api/auth/profile', 'newPassword', { currentPassword: password }),
  own('POST', '/api/auth/update-password', 'password'),
  own('PUT', '/api/auth/local-account', 'password'),
]

/** Setup validates the body before it refuses a second setup, so its rules can always be tested. */
export const setup: Setter = {
  path: 'POST /v1/auth/setup',
  field: 'password',
  async prepare({ service }) {
    const email = someAddress()
    const names = { first_name: 'Ada', last_name: 'Lovelace' }
    return {
      username: email,
      exists: false,
      set: (value) => service.post('/v1/auth/setup', { email, password: value, ...names }),
    }
  },
}
