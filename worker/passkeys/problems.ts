import { defineProblems } from '../http/problem.ts'

/** Problems of passkeys. */
export const passkeyProblems = defineProblems({
  passkey_invalid: [401, 'The passkey was not accepted. Try again.'],
  passkey_unknown: [401, 'This passkey does not belong to any account'],
  passkey_not_found: [404, 'Passkey not found'],
  passkey_exists: [409, 'This passkey has already been added'],
  last_passkey: [
    409,
    'This passkey is the only way to sign in. Add another one before you remove it.',
  ],
  too_many_passkeys: [409, 'You have reached the limit for passkeys'],
  passkeys_unavailable: [503, 'Passkeys are not configured on this service'],
})
