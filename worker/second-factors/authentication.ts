/** A method of authentication (RFC 8176): a password, a one-time code, or the proof that a key is possessed. */
export type Method = 'pwd' | 'otp' | 'pop'

/** How a person was authenticated when a session was opened. */
export interface Authentication {
  /** 1 or 2: the number of factors. */
  level: number
  /** The methods (RFC 8176), separated by spaces. */
  amr: string
}

/** One factor: level 1. */
export function oneFactor(method: Method): Authentication {
  return { level: 1, amr: method }
}

/** Two factors: level 2. */
export function twoFactors(first: string, second: Method): Authentication {
  return { level: 2, amr: [...new Set([...first.split(' '), second, 'mfa'])].join(' ') }
}

/** When the person of a session last proved who they are (UNIX ms). */
export function provedAt({
  provedAt,
  createdAt,
}: {
  provedAt: number | null
  createdAt: number
}): number {
  return provedAt ?? createdAt
}

/** The authentication context class of a session, as `acr` names it. */
export function acrOf({ level }: Pick<Authentication, 'level'>): 'aal1' | 'aal2' {
  return level === 2 ? 'aal2' : 'aal1'
}
