import { randomBytes } from 'node:crypto'
import { looksRandom } from '../../worker/config/vars.ts'

/** The secrets without which the Worker serves nothing. */
export const requiredSecrets = ['JWT_SECRET', 'ROOT_SECRET'] as const

/** 256 random bits, the most that HMAC-SHA-256 can use. Draws again what the Worker would refuse for a word that it contains. */
export function randomSecret(draw = () => randomBytes(32).toString('base64url')): string {
  const secret = draw()
  return looksRandom(secret) ? secret : randomSecret(draw)
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
