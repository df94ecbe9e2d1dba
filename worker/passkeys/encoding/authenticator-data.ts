import { decodeFirst, requireMap } from './cbor.ts'
import { Refusal } from './refusal.ts'

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
const flag = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 }

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
  if (bytes.length < headerSize) throw new Refusal('authenticator_data')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  const has = (bit: number) => (flags & bit) !== 0
  let rest = bytes.subarray(headerSize)
  let credential: AttestedCredential | undefined
  if (has(flag.at)) ({ credential, rest } = parseAttestedCredential(rest))
  if (has(flag.ed)) rest = rest.subarray(sizeOfMap(rest))
  if (rest.length > 0) throw new Refusal('trailing_bytes')
  // A passkey that cannot be backed up is not backed up (WebAuthn Level 3 section 6.1.3).
  if (has(flag.bs) && !has(flag.be)) throw new Refusal('backup_state')
  return {
    rpIdHash: bytes.subarray(0, 32),
    userPresent: has(flag.up),
    userVerified: has(flag.uv),
    backupEligible: has(flag.be),
    backedUp: has(flag.bs),
    counter: view.getUint32(33),
    credential,
  }
}

function parseAttestedCredential(bytes: Uint8Array<ArrayBuffer>) {
  if (bytes.length < attestedHeaderSize) throw new Refusal('authenticator_data')
  const idSize = new DataView(bytes.buffer, bytes.byteOffset).getUint16(16)
  const idEnd = attestedHeaderSize + idSize
  if (idSize === 0 || idSize > maxIdSize) throw new Refusal('credential_id')
  if (bytes.length < idEnd) throw new Refusal('authenticator_data')
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
