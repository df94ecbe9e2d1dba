/** Why a WebAuthn response is refused: one name for each check of WebAuthn Level 3 sections 7.1 and 7.2. */
export type RefusalReason =
  | 'base64url'
  | 'credential_type'
  | 'credential_id'
  | 'user_handle'
  | 'client_data'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'cross_origin'
  | 'cbor_truncated'
  | 'cbor_length'
  | 'cbor_unsupported'
  | 'cbor_depth'
  | 'cbor_text'
  | 'cbor_duplicate_key'
  | 'attestation_object'
  | 'attestation_format'
  | 'attestation_statement'
  | 'authenticator_data'
  | 'trailing_bytes'
  | 'attested_credential'
  | 'rp_id'
  | 'user_presence'
  | 'user_verification'
  | 'backup_state'
  | 'backup_eligibility'
  | 'algorithm'
  | 'public_key'
  | 'signature_encoding'
  | 'signature'
  | 'counter'

/** A response that fails a check. It is thrown, so a caller cannot overlook a failed check. */
export class Refusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(`passkey refused: ${reason}`)
    this.name = 'Refusal'
    this.reason = reason
  }
}

/**
 * A check of a response.
 * @throws Refusal if the condition is false
 */
export function check(condition: unknown, reason: RefusalReason): asserts condition {
  if (!condition) throw new Refusal(reason)
}
