import { inArray, type SQL } from 'drizzle-orm'
import { deviceCodes } from '../../schema/index.ts'
import { type KeySet, type Keys, keyedHash, randomText } from '../config/keys.ts'

/** Consonants that are hard to confuse and spell no words (RFC 8628 section 6.1): 20^8 codes. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ'

export function newUserCode(): string {
  return randomText(alphabet, 8)
}

/** A user code as devices show it. */
export function displayed(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Keyed, because all codes can be tried against a plain hash. */
export function hashUserCode(keys: KeySet, code: string): Promise<string> {
  return keyedHash(keys, 'user-code', code)
}

/** The device code with a user code as a person types it: in any case and width, with spaces and hyphens. */
export async function hasUserCode(keys: Keys, typed: string): Promise<SQL> {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
  const hashes = await Promise.all(keys.map((each) => hashUserCode(each, code)))
  return inArray(deviceCodes.userCodeHash, hashes)
}
