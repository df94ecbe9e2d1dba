import type { Answer, Client } from '../requests/client.ts'

/** Changes the password of a session's account. */
export type PasswordChange = (
  client: Client,
  token: string,
  from: string,
  to: string,
) => Promise<Answer>

/** Operations whose response has a new token, which replaces the one that was sent. */
export const renewing = ['PUT /local-account', 'PUT /profile']

/** Every operation that changes the caller's password. */
export const passwordChanges: Record<string, PasswordChange> = {
  'POST /change-password': (client, token, current_password, new_password) =>
    client.post('/api/auth/change-password', { current_password, new_password }, { token }),
  'POST /update-password': (client, token, _, password) =>
    client.post('/api/auth/update-password', { password }, { token }),
  'PUT /local-account': (client, token, _, password) =>
    client.put('/api/auth/local-account', { password }, { token }),
  'PUT /me/password': (client, token, old_password, new_password) =>
    client.put('/api/auth/me/password', { old_password, new_password }, { token }),
  'PUT /profile': (client, token, currentPassword, newPassword) =>
    client.put('/api/auth/profile', { currentPassword, newPassword }, { token }),
}
