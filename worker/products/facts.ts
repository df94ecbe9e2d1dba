import type { Account, FullAccount } from '../accounts/account.ts'

/**
 * What is true of an account, once, under every name the documents of the shared paths give it. A document's
 * schema takes from it what that document promises.
 */
export function userFacts(account: Account) {
  return {
    id: account.id,
    username: usernameOf(account),
    email: account.email,
    name: nameOf(account),
    profile_picture: account.picture,
    role: account.role.id,
    is_active: account.disabledAt === null,
    is_verified: account.emailVerifiedAt !== null,
    referrer_id: account.referrerId,
    tier: 0,
    extra: {},
    created_at: account.createdAt,
    updated_at: account.updatedAt,
  }
}

/** What is true once somebody signed in or was given a fresh token. */
export function signInFacts(account: Account, token: string) {
  return {
    success: true as const,
    token,
    access_token: token,
    user: userFacts(account),
    permissions: account.role.permissions,
  }
}

/** Both what is flat and what is nested under `user` on GET /me. */
export function meFacts(account: Account) {
  return { success: true as const, ...userFacts(account), user: userFacts(account) }
}

/** Asta's lists write the time of creation as ISO 8601 where lncrawl has milliseconds. */
export function listedUserFacts(account: Account) {
  return { ...userFacts(account), created_at: new Date(account.createdAt).toISOString() }
}

/** An account as Latchkey's own API tells its owner. */
export function ownFacts(account: Account) {
  return {
    ...listedUserFacts(account),
    username: account.username,
    email_verified: account.emailVerifiedAt !== null,
    first_name: account.firstName,
    last_name: account.lastName,
  }
}

/** The same as administrators see it. */
export function administeredFacts(account: Account) {
  return {
    ...ownFacts(account),
    disabled_at: account.disabledAt === null ? null : new Date(account.disabledAt).toISOString(),
  }
}

/** Open Archiver's user: its role is an object, and every time is ISO 8601. */
export function archiverUserFacts(account: FullAccount) {
  const { role } = account
  return {
    id: account.id,
    first_name: account.firstName,
    last_name: account.lastName,
    email: account.email,
    role: {
      id: role.id,
      slug: role.slug,
      name: role.name,
      policies: role.policies.map(({ action, subject, conditions }) => ({
        action,
        subject,
        conditions: Object.fromEntries(
          Object.entries(conditions).map(([field, value]) => [
            field,
            value === '${user.id}' ? account.id : value,
          ]),
        ),
      })),
      createdAt: new Date(role.createdAt).toISOString(),
      updatedAt: new Date(role.updatedAt).toISOString(),
    },
    createdAt: new Date(account.createdAt).toISOString(),
  }
}

/** An account known only by its address goes by that. */
export function usernameOf(account: Account): string {
  return account.username ?? account.email ?? account.id
}

function nameOf({ firstName, lastName }: Account): string | null {
  return [firstName, lastName].filter((part) => part !== null && part !== '').join(' ') || null
}
