import type { passkeys } from '../../schema/index.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { notEmpty, omittable, oneLine, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'

const part = () => text(maxLength.webAuthn).check(notEmpty)
const credentialId = () => text(maxLength.credentialId).check(notEmpty)
const credential = () => ({
  id: credentialId(),
  rawId: credentialId(),
  type: z.literal('public-key'),
})

/** How browsers reach an authenticator (WebAuthn Level 3 section 5.8.4). */
export const transports = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/** A new passkey, as `PublicKeyCredential.toJSON()` returns it (WebAuthn Level 3 section 5.1). */
export const registrationResponse = once(() =>
  z.object({
    ...credential(),
    response: z.object({
      clientDataJSON: part(),
      attestationObject: part(),
      /** Others are ignored: they may be newer than this list. */
      transports: z.pipe(
        z.nullish(z.array(text(maxLength.id))),
        z.transform((all) => transports.filter((each) => all?.includes(each))),
      ),
    }),
  }),
)

/** The use of a passkey, as `PublicKeyCredential.toJSON()` returns it. */
export const authenticationResponse = once(() =>
  z.object({
    ...credential(),
    response: z.object({
      clientDataJSON: part(),
      authenticatorData: part(),
      signature: part(),
      userHandle: omittable(text(maxLength.id)),
    }),
  }),
)

/** What the owner calls a passkey. */
export const label = once(() => text(maxLength.displayName).check(z.trim(), oneLine))

const Descriptor = () =>
  z.object({
    type: z.literal('public-key'),
    id: z.string(),
    transports: z.array(z.string()),
  })

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export const CreationOptions = z.component('PasskeyCreationOptions', () =>
  z.object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(Descriptor()),
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.enum(['preferred', 'required']),
    }),
    attestation: z.literal('none'),
  }),
)

/** For `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export const RequestOptions = z.component('PasskeyRequestOptions', () =>
  z.object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.enum(['preferred', 'required']),
  }),
)

export const Passkey = z.component('Passkey', () =>
  z.object({
    id: z.string(),
    label: z.string(),
    /** The model of the authenticator, a UUID; all zeros if unknown. */
    aaguid: z.string(),
    transports: z.array(z.string()),
    /** Whether it was synced to other devices at its last use. */
    synced: z.boolean(),
    created_at: time(),
    last_used_at: z.nullable(time()),
  }),
)

/** For the Signal API (WebAuthn Level 3 section 5.1.10): the browser removes passkeys that are not accepted. */
export const AcceptedPasskeys = z.component('AcceptedPasskeys', () =>
  z.object({ rp_id: z.string(), user_id: z.string(), accepted: z.array(z.string()) }),
)

export function toPasskey(row: typeof passkeys.$inferSelect): z.OutputOf<typeof Passkey> {
  return {
    id: row.id,
    label: row.label,
    aaguid: row.aaguid,
    transports: toTransports(row),
    synced: row.backedUp,
    created_at: iso(row.createdAt),
    last_used_at: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
  }
}

export function toTransports({ transports }: { transports: string }): string[] {
  return transports === '' ? [] : transports.split(' ')
}
