import type { Example } from '../../support/catalogue/operation.ts'
import { password } from '../../support/requests/client.ts'

const byInvitation = { REGISTRATION: 'invitation' }

/** Registrations in which only the names, the credential and what else they do differ. */
export const registrations: (Example & { title: string })[] = [
  {
    title: 'without a username',
    json: ({ other }) => ({ email: other.email, password }),
  },
  {
    title: 'without mail',
    json: ({ other }) => ({ ...other, password }),
    vars: { MAIL_FROM: '' },
  },
  {
    title: 'with an invitation and an email address',
    json: async ({ invitation, other }) => ({
      ...{ invitation: await invitation(), email: other.email },
      password,
    }),
    vars: byInvitation,
  },
  {
    title: 'with an invitation and both names',
    json: async ({ invitation, other }) => ({
      ...{ invitation: await invitation(), ...other },
      password,
    }),
    vars: byInvitation,
  },
  {
    title: 'with a passkey and a username',
    json: async ({ firstPasskey, other: { username } }) => ({
      ...(await firstPasskey({ username, email: null })),
      username,
    }),
  },
  {
    title: 'with a passkey and an email address',
    json: async ({ firstPasskey, other: { email } }) => ({
      ...(await firstPasskey({ username: null, email })),
      email,
    }),
  },
]
