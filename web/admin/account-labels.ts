import type { Routes } from '../../client/routes.ts'

/** The response with one account. */
export type AccountResponse = Routes['/api/auth/accounts/:account_id']['$get']['output']

/** An account as administrators see it. */
export type Account = AccountResponse['account']

export const roleLabels = { user: 'User', admin: 'Administrator' } as const

export const statusLabels = { active: 'Active', disabled: 'Disabled' } as const

export function statusOf({ disabled_at }: { disabled_at: string | null }) {
  return disabled_at === null ? 'active' : 'disabled'
}

interface Named {
  username: string | null
  email: string | null
  id: string
}

/** The username; without a username the email address; without both the id. */
export function displayName({ username, email, id }: Named): string {
  return username ?? email ?? id
}

/** The first and last name, or a dash. */
export function fullName(account: { first_name: string | null; last_name: string | null }): string {
  return [account.first_name, account.last_name].filter(Boolean).join(' ') || '–'
}
