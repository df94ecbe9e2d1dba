/** What a role is called on a page. */
export const roles = { user: 'User', admin: 'Administrator' } as const

export const states = { active: 'Active', disabled: 'Disabled' } as const

export function stateOf({ disabled_at }: { disabled_at: string | null }): keyof typeof states {
  return disabled_at === null ? 'active' : 'disabled'
}

interface Named {
  username: string | null
  email: string | null
  id: string
}

/** What a user goes by. */
export function nameOf({ username, email, id }: Named): string {
  return username ?? email ?? id
}

/** Whether `text` is the username or the address of a user, in any case; the id if there is neither. */
export function isNameOf(user: Named, text: string): boolean {
  const { username, email } = user
  return [username, email, nameOf(user)].some((name) => name !== null && fold(name) === fold(text))
}

function fold(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}
