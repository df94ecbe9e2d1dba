import type { Routes } from '../../client/routes.ts'

/** An account in the list and on its own page. */
export type Account = Routes['/api/auth/accounts/:account_id']['$get']['output']['account']

interface Named {
  first_name: string | null
  last_name: string | null
  username: string | null
  email: string | null
  id: string
}

/** First and last name; without them the username, the email address or the id, as in the audit log. */
export function nameOf({ first_name, last_name, username, email, id }: Named): string {
  return [first_name, last_name].filter(Boolean).join(' ') || username || email || id
}

/** What distinguishes two accounts of the same name: the email address or the username. */
export function contactOf(account: Named): string | undefined {
  const { email, username } = account
  return [email, username].find((text) => text !== null && text !== nameOf(account)) ?? undefined
}

export function userUrl(id: string): string {
  return `/auth/admin/users/${id}`
}
