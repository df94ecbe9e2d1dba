import { decodeFirst, requireMap } from './cbor.ts'
import { check } from './refusal.ts'

/** What an authenticator signs (WebAuthn Level 3 section 6.1). */
export interface AuthenticatorData {
  rpIdHash: Uint8Array<ArrayBuffer>
  userPresent: boolean
  userVerified: boolean
  /** Whether the passkey can be synced, and whether it is. */
  backupEligible: boolean
  backedUp: boolean
  counter: number
  /** A new passkey. */
  credential: AttestedCredential | undefined
}

/** Attested credential data (WebAuthn Level 3 section 6.5.1). */
export interface AttestedCredential {
  aaguid: Uint8Array<ArrayBuffer>
  id: Uint8Array<ArrayBuffer>
  /** A COSE_Key. */
  publicKey: Uint8Array<ArrayBuffer>
}

/** Bits of the flags. The other two are reserved. */
const userPresent = 0x01
const userVerified = 0x04
const backupEligible = 0x08
const backedUp = 0x10
const attested = 0x40
const extended = 0x80

/** Hash, flags and counter. */
const headerSize = 37
/** AAGUID, and the length of the credential id. */
const attestedHeaderSize = 18
/** The longest credential id (WebAuthn Level 3 section 7.1). */
const maxIdSize = 1023

/**
 * Reads authenticator data. Extensions must be well-formed; we request none and ignore their values.
 * @throws Refusal
 */
export function parseAuthenticatorData(bytes: Uint8Array<ArrayBuffer>): AuthenticatorData {
  check(bytes.length >= headerSize, 'authenticator_data')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  const has = (bit: number) => (flags & bit) !== 0
  let rest = bytes.subarray(headerSize)
  let credential: AttestedCredential | undefined
  if (has(attested)) ({ credential, rest } = parseAttestedCredential(rest))
  if (has(extended)) rest = rest.subarray(sizeOfMap(rest))
  check(rest.length === 0, 'trailing_bytes')
  // A passkey that cannot be backed up is not backed up (WebAuthn Level 3 section 6.1.3).
  check(has(backupEligible) || !has(backedUp), 'backup_state')
  return {
    rpIdHash: bytes.subarray(0, 32),
    userPresent: has(userPresent),
    userVerified: has(userVerified),
    backupEligible: has(backupEligible),
    backedUp: has(backedUp),
    counter: view.getUint32(33),
    credential,
  }
}

function parseAttestedCredential(bytes: Uint8Array<ArrayBuffer>) {
  check(bytes.length >= attestedHeaderSize, 'authenticator_data')
  const idSize = new DataView(bytes.buffer, bytes.byteOffset).getUint16(16)
  const idEnd = attestedHeaderSize + idSize
  check(idSize > 0 && idSize <= maxIdSize, 'credential_id')
  check(bytes.length >= idEnd, 'authenticator_data')
  const keyEnd = idEnd + sizeOfMap(bytes.subarray(idEnd))
  const credential = {
    aaguid: bytes.subarray(0, 16),
    id: bytes.subarray(attestedHeaderSize, idEnd),
    publicKey: bytes.subarray(idEnd, keyEnd),
  }
  return { credential, rest: bytes.subarray(keyEnd) }
}

/** The number of bytes of the CBOR map that they begin with. */
function sizeOfMap(bytes: Uint8Array<ArrayBuffer>): number {
  const { item, size } = decodeFirst(bytes)
  requireMap(item)
  return size
}
