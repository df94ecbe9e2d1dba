import { randomBytes } from 'node:crypto'

/** The secrets without which the Worker serves nothing. */
export const requiredSecrets = ['JWT_SECRET', 'ROOT_SECRET'] as const

/** 256 random bits, the most that HMAC-SHA-256 can use. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * Random values for the required secrets that are missing. With a JWT_SECRET alone, an instance is of a version in which that
 * was the root of all keys, so the Worker has to keep reading what these keys encrypted.
 * @param present the names of the secrets that have a value
 */
export function missingSecrets(present: readonly string[]): Record<string, string> {
  const missing = requiredSecrets.filter((name) => !present.includes(name))
  const isUpgrade = missing.join() === 'ROOT_SECRET' && !present.includes('ROOT_SECRET_PREVIOUS')
  return {
    ...Object.fromEntries(missing.map((name) => [name, randomSecret()])),
    ...(isUpgrade && { ROOT_SECRET_PREVIOUS: 'JWT_SECRET' }),
  }
}
