import { base64url } from 'jose'
import { Refusal, type RefusalReason } from '../../../worker/passkeys/encoding/refusal.ts'
import type { Registration, StoredPasskey } from '../../../worker/passkeys/web-authn.ts'
import type { SoftPasskey } from './authenticator.ts'

/** A ceremony as the relying party began it. */
export const place = {
  challenge: base64url.encode(new Uint8Array(56).fill(7)),
  origin: 'https://sign-in.test',
  rpId: 'sign-in.test',
}

/** What the relying party expects of that ceremony. */
export const expected = {
  rpId: place.rpId,
  origins: [place.origin, 'https://app.sign-in.test'],
  openChallenge: async (challenge: string) => (challenge === place.challenge ? 'ours' : undefined),
  requiresVerification: true,
  isConditional: false,
  isDiscovered: true,
}

/** The row of a registered passkey. */
export function stored(
  { userHandle }: SoftPasskey,
  { credentialId, publicKey, counter, backupEligible }: Registration,
): StoredPasskey {
  return { credentialId, publicKey, counter, backupEligible, userHandle }
}

/** Why `work` was refused, or undefined if it was not. Every other error fails the test. */
export async function refusalOf(work: () => unknown): Promise<RefusalReason | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}
