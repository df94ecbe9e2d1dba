/** What a role is called on a page. */
export const roles = { user: 'User', admin: 'Administrator' } as const

export const states = { active: 'Active', disabled: 'Disabled' } as const

export function stateOf({ disabled_at }: { disabled_at: string | null }): keyof typeof states {
  return disabled_at === null ? 'active' : 'disabled'
}

/** What a user goes by. */
export function nameOf({
  username,
  email,
  id,
}: {
  username: string | null
  email: string | null
  id: string
}): string {
  return username ?? email ?? id
}
