import type { accounts } from '../../../schema/index.ts'

type Account = typeof accounts.$inferSelect

/** The claims about a person that ID tokens and userinfo can have (OpenID Connect Core section 5.1, and our own `role`). */
export const accountClaims = [
  'sub',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'picture',
  'locale',
  'updated_at',
  'email',
  'email_verified',
  'role',
] as const

type AccountClaims = { [Name in (typeof accountClaims)[number]]?: string | number | boolean }

/** The claims that the scopes grant. What an account does not have is left out. */
export function claimsOf(account: Account, scopes: readonly string[]): AccountClaims {
  const { firstName, lastName } = account
  const name = [firstName, lastName].filter(Boolean).join(' ')
  return withoutNull({
    sub: account.id,
    ...(scopes.includes('profile') && {
      name: name || account.username,
      given_name: firstName,
      family_name: lastName,
      preferred_username: account.username,
      picture: account.picture,
      locale: account.locale,
      updated_at: Math.floor(account.updatedAt / 1000),
    }),
    ...(scopes.includes('email') &&
      account.email !== null && {
        email: account.email,
        email_verified: account.emailVerifiedAt !== null,
      }),
    ...(scopes.includes('role') && { role: account.roleId }),
  })
}

function withoutNull(claims: { [Name in keyof AccountClaims]: AccountClaims[Name] | null }) {
  const given = Object.entries(claims).filter(([, value]) => value !== null)
  // The names of the claims are kept.
  return Object.fromEntries(given) as AccountClaims
}
