import type { Answer, Service } from './service.ts'

/** Sets the password of the account behind a session from one to another. */
export type PasswordChange = (
  service: Service,
  token: string,
  from: string,
  to: string,
) => Promise<Answer>

/** Those whose answer has a fresh token, which replaces the one that was sent. */
export const renewing = ['PUT /local-account', 'PUT /profile']

/** Every way in which its owner changes a password inside a session. */
export const passwordChanges: Record<string, PasswordChange> = {
  'POST /change-password': (service, token, current_password, new_password) =>
    service.post('/api/auth/change-password', { current_password, new_password }, { token }),
  'POST /update-password': (service, token, _, password) =>
    service.post('/api/auth/update-password', { password }, { token }),
  'PUT /local-account': (service, token, _, password) =>
    service.put('/api/auth/local-account', { password }, { token }),
  'PUT /me/password': (service, token, old_password, new_password) =>
    service.put('/api/auth/me/password', { old_password, new_password }, { token }),
  'PUT /profile': (service, token, currentPassword, newPassword) =>
    service.put('/api/auth/profile', { currentPassword, newPassword }, { token }),
}
