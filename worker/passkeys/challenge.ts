import { base64url } from 'jose'
import { minute } from '../config/duration.ts'
import { type KeySet, type Keys, keyedHash, sameText } from '../config/keys.ts'
import { uuidOf } from './encoding/uuid.ts'

/** A conditional registration is one that the browser makes on its own after a sign-in. */
export type ChallengePurpose =
  | 'registration'
  | 'conditional_registration'
  | 'new_account'
  | 'sign_in'
  | 'second_step'
  | 'proof'

/** What a challenge is for, and for which account; null if the passkey identifies the account. */
export interface ChallengeScope {
  purpose: ChallengePurpose
  account: string | null
  rpId: string
}

/** A valid challenge. Its id marks it as spent. */
export interface PasskeyChallenge {
  id: string
  /** UNIX ms. */
  expiresAt: number
}

/** Milliseconds. WebAuthn Level 3 section 15.1 recommends 5 to 10 minutes. */
export const challengeLifetime = 10 * minute

const nonceSize = 16
const timeSize = 8

/** Base64url of 56 bytes. Each value has one spelling (RFC 4648 section 3.5). */
const form = /^[\w-]{74}[AEIMQUYcgkosw048]$/

/**
 * A challenge that needs no row: a random value and its end, authenticated by our key together with the scope. Only a
 * spent challenge is stored.
 */
export async function createChallenge(
  keys: Keys,
  scope: ChallengeScope,
  now: number,
): Promise<string> {
  const content = crypto.getRandomValues(new Uint8Array(nonceSize + timeSize))
  new DataView(content.buffer).setBigUint64(nonceSize, BigInt(now + challengeLifetime))
  const tag = base64url.decode(await tagOf(keys[0], scope, content))
  return base64url.encode(new Uint8Array([...content, ...tag]))
}

/** A challenge of this scope, or undefined if it is altered, expired or of another scope. */
export async function openChallenge(
  keys: Keys,
  scope: ChallengeScope,
  challenge: string,
  now: number,
): Promise<PasskeyChallenge | undefined> {
  if (!form.test(challenge)) return undefined
  const bytes = new Uint8Array(base64url.decode(challenge))
  const content = bytes.subarray(0, nonceSize + timeSize)
  const tag = base64url.encode(bytes.subarray(nonceSize + timeSize))
  const expiresAt = Number(new DataView(bytes.buffer).getBigUint64(nonceSize))
  if (expiresAt <= now) return undefined
  for (const key of keys) {
    if (await sameText(tag, await tagOf(key, scope, content))) {
      return { id: base64url.encode(bytes.subarray(0, nonceSize)), expiresAt }
    }
  }
  return undefined
}

/** The id of the account that is created with a challenge, given it or its id: a UUID (version 4) of its random value. */
export function accountIdOf(challenge: string): string {
  const bytes = base64url.decode(challenge).slice(0, nonceSize)
  const [version = 0, variant = 0] = [bytes[6], bytes[8]]
  bytes[6] = (version & 0x0f) | 0x40
  bytes[8] = (variant & 0x3f) | 0x80
  return uuidOf(bytes)
}

function tagOf(key: KeySet, { purpose, account, rpId }: ChallengeScope, content: Uint8Array) {
  const text = JSON.stringify([purpose, account, rpId, base64url.encode(content)])
  return keyedHash(key, 'passkey-challenge', text)
}
