import { type Answer, send } from './http.ts'

/** A password that the policy accepts, another one for each number. */
export function passwordOf(n: number | string): string {
  return `correct horse battery ${n}`
}

/** The session id in a token: what the service revokes. */
export function sessionOf(token: string): string {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).jti
}

/** The requests that the parts send, as clients of the documented APIs do. */
export const people = {
  signIn: (origin: string, email: string, password: string, ip?: string): Promise<Answer> =>
    send(origin, post('/api/auth/login', { username: email, password }, undefined, ip)),
  register: (origin: string, username: string, password: string): Promise<Answer> =>
    send(origin, post('/api/auth/register', { username, password })),
  check: (origin: string, token: string): Promise<Answer> =>
    send(origin, { path: '/api/auth/me', token }),
  signOut: (origin: string, token: string): Promise<Answer> =>
    send(origin, post('/api/auth/logout', undefined, token)),
  endOthers: (origin: string, token: string): Promise<Answer> =>
    send(origin, { method: 'DELETE', path: '/api/auth/sessions', token }),
  endSession: (origin: string, token: string, id: string): Promise<Answer> =>
    send(origin, { method: 'DELETE', path: `/api/auth/sessions/${id}`, token }),
  changePassword: (origin: string, token: string, from: string, to: string): Promise<Answer> =>
    send(origin, {
      ...post('/api/auth/change-password', { current_password: from, new_password: to }, token),
    }),
  rename: (origin: string, token: string, username: string): Promise<Answer> =>
    send(origin, {
      method: 'PUT',
      path: '/api/auth/profile',
      json: { newUsername: username },
      token,
    }),
  /** Creates the first administrator. */
  setUp: (origin: string, email: string, password: string): Promise<Answer> =>
    send(origin, post('/v1/auth/setup', { email, password, first_name: 'A', last_name: 'B' })),
  /** Creates an administrator, whose write limit no part reaches. */
  createAdministrator: (
    origin: string,
    token: string,
    username: string,
    password: string,
  ): Promise<Answer> =>
    send(origin, post('/api/auth/users', { username, password, role: 'admin' }, token)),
}

function post(path: string, json?: unknown, token?: string, ip?: string) {
  return {
    method: 'POST',
    path,
    ...(json !== undefined && { json }),
    token,
    ...(ip !== undefined && { ip }),
  }
}
