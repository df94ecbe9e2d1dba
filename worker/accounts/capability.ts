import { accounts, identifiers } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { accountProblems } from './problems.ts'

const events = [
  'user_created',
  'user_updated',
  'user_deleted',
  'privilege_permissions_changed',
] as const

/** Accounts and their identifiers. */
export const accountsCapability = {
  problems: accountProblems,
  events,
  personalData: {
    account: {
      table: accounts,
      account: accounts.id,
      isSingle: true,
      columns: [
        ...['id', 'username', 'email', 'emailVerifiedAt', 'roleId', 'firstName', 'lastName'],
        ...['picture', 'locale', 'defaultOf', 'defaultPassword', 'invitedBy', 'disabledAt'],
        ...['credentialVersion', 'passwordChangeRequired', 'createdAt', 'updatedAt'],
      ],
    },
    identifiers: { table: identifiers, account: identifiers.accountId, columns: ['key', 'kind'] },
  },
} as const satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
