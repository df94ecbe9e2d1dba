import type { Account, FullAccount } from '../accounts/account.ts'
import type { Call } from '../http/context.ts'
import { iso } from '../input/time.ts'
import { type SignedIn, sessionToken } from '../sessions/session.ts'

/*
 * Facts about an account under every name that the documents give them. The schema of a document picks what that document
 * promises (decisions/0002).
 */

/** An account. Times are UNIX milliseconds. */
export function userFacts(account: Account) {
  return {
    id: account.id,
    username: usernameOf(account),
    email: account.email,
    name: displayNameOf(account),
    profile_picture: account.picture,
    role: account.role.id === 'admin' ? ('admin' as const) : ('user' as const),
    is_active: account.disabledAt === null,
    is_verified: account.emailVerifiedAt !== null,
    referrer_id: account.invitedBy,
    tier: 0,
    extra: {},
    created_at: account.createdAt,
    updated_at: account.updatedAt,
  }
}

/** A sign-in, or a change that issues a new token. */
export async function signedInFacts(call: Call, { account, session }: SignedIn) {
  const token = await sessionToken(call, session, account)
  return {
    success: true as const,
    token,
    access_token: token,
    user: userFacts(account),
    permissions: account.role.permissions,
  }
}

/** GET /me: the same members flat, and nested under `user`. */
export function meFacts(account: Account) {
  return { success: true as const, ...userFacts(account), user: userFacts(account) }
}

/** A user in Asta's lists, where the time of creation is ISO 8601. */
export function listedUserFacts(account: Account) {
  return { ...userFacts(account), created_at: iso(account.createdAt) }
}

/** A sign-in to Open Archiver, whose user has a role object and ISO 8601 times. */
export async function archiverFacts(call: Call, { account, session }: SignedIn<FullAccount>) {
  const { role } = account
  return {
    accessToken: await sessionToken(call, session, account),
    user: {
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
        createdAt: iso(role.createdAt),
        updatedAt: iso(role.updatedAt),
      },
      createdAt: iso(account.createdAt),
    },
  }
}

/** An account without a username is shown by its email address. */
export function usernameOf(account: Account): string {
  return account.username ?? account.email ?? account.id
}

function displayNameOf({ firstName, lastName }: Account): string | null {
  return [firstName, lastName].filter((part) => part !== null && part !== '').join(' ') || null
}
