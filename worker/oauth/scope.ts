/** The scopes that a client can request (OpenID Connect Core sections 5.4 and 11, and our own `role`). Others are ignored. */
export const scopes = ['openid', 'profile', 'email', 'role', 'offline_access'] as const
export type Scope = (typeof scopes)[number]

/** The scopes of a request that exist here, in our order. */
export function knownScopes(text: string | undefined): Scope[] {
  const requested = new Set(text?.split(' '))
  return scopes.filter((scope) => requested.has(scope))
}

/** True if `all` has each of `some`. */
export function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((each) => all.includes(each))
}

/** The scopes of a grant. */
export function scopesOf({ scope }: { scope: string }): string[] {
  return scope === '' ? [] : scope.split(' ')
}
