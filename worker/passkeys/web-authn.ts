import { base64url } from 'jose'
import { type AuthenticatorData, parseAuthenticatorData } from './encoding/authenticator-data.ts'
import { decodeMap, type ItemMap, requireMap } from './encoding/cbor.ts'
import { type Algorithm, importPublicKey, verifySignature } from './encoding/cose.ts'
import { Refusal } from './encoding/refusal.ts'
import { uuidOf } from './encoding/uuid.ts'

/** The members of a public key credential that we read, as its `toJSON()` returns them. */
interface CredentialJson {
  id: string
  rawId: string
  type: string
}

/** A response to `navigator.credentials.create()`. */
export interface RegistrationJson extends CredentialJson {
  response: { clientDataJSON: string; attestationObject: string; transports?: string[] }
}

/** A response to `navigator.credentials.get()`. */
export interface AuthenticationJson extends CredentialJson {
  response: {
    clientDataJSON: string
    authenticatorData: string
    signature: string
    userHandle?: string | undefined
  }
}

/** What a response must match. `Challenge` is what identifies a challenge that is valid. */
export interface Expected<Challenge> {
  rpId: string
  /** Of our pages. */
  origins: readonly string[]
  openChallenge(challenge: string): Promise<Challenge | undefined>
  /** Whether the authenticator must have verified the user, for example by a fingerprint. */
  requiresVerification: boolean
}

/** A new passkey. */
export interface Registration {
  /** In base64url, like the key. */
  credentialId: string
  /** A COSE_Key. */
  publicKey: string
  algorithm: Algorithm
  counter: number
  aaguid: string
  backupEligible: boolean
  backedUp: boolean
  userVerified: boolean
}

/** The stored facts of a passkey. */
export interface StoredPasskey {
  credentialId: string
  publicKey: string
  /** The account's user handle, in base64url. */
  userHandle: string
  counter: number
  backupEligible: boolean
}

/** A sign-in with a passkey. */
export interface Authentication {
  counter: number
  backedUp: boolean
  userVerified: boolean
}

/**
 * Verifies the response to a registration (WebAuthn Level 3 section 7.1). We request no attestation, so a statement about
 * the make of the authenticator proves nothing to us and is not read.
 * @param expected.isConditional the browser created the passkey on its own after a sign-in, without asking the user
 * @throws Refusal
 */
export async function verifyRegistration<Challenge>(
  credential: RegistrationJson,
  expected: Expected<Challenge> & { isConditional: boolean },
): Promise<{ registered: Registration; challenge: Challenge }> {
  const id = credentialIdOf(credential)
  const clientData = decode(credential.response.clientDataJSON)
  const challenge = await verifyClientData(clientData, 'webauthn.create', expected)
  const attestation = decodeMap(decode(credential.response.attestationObject))
  const bytes = attestation.get('authData')
  if (!(bytes instanceof Uint8Array)) throw new Refusal('attestation_object')
  const data = parseAuthenticatorData(bytes)
  await verifyRpId(data, expected.rpId)
  if (!data.userPresent && !expected.isConditional) throw new Refusal('user_presence')
  if (!data.userVerified && expected.requiresVerification) throw new Refusal('user_verification')
  if (!data.credential) throw new Refusal('attested_credential')
  if (base64url.encode(data.credential.id) !== id) throw new Refusal('credential_id')
  const { algorithm } = await importPublicKey(data.credential.publicKey)
  verifyStatement(attestation)
  const registered = {
    credentialId: id,
    publicKey: base64url.encode(data.credential.publicKey),
    algorithm,
    counter: data.counter,
    aaguid: uuidOf(data.credential.aaguid),
    backupEligible: data.backupEligible,
    backedUp: data.backedUp,
    userVerified: data.userVerified,
  }
  return { registered, challenge }
}

/** Formats of attestation statements (WebAuthn Level 3 section 8). Some browsers send one that we did not request. */
const formats = ['none', 'packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple']

function verifyStatement(attestation: ItemMap): void {
  const format = formats.find((each) => each === attestation.get('fmt'))
  const { size } = requireMap(attestation.get('attStmt'))
  if (!format) throw new Refusal('attestation_format')
  if (format === 'none' && size > 0) throw new Refusal('attestation_statement')
}

/**
 * Verifies the response to a sign-in with a stored passkey (WebAuthn Level 3 section 7.2).
 * @param expected.isDiscovered the passkey identifies the account, which was not known before
 * @throws Refusal
 */
export async function verifyAuthentication<Challenge>(
  credential: AuthenticationJson,
  stored: StoredPasskey,
  expected: Expected<Challenge> & { isDiscovered: boolean },
): Promise<{ used: Authentication; challenge: Challenge }> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response
  if (credentialIdOf(credential) !== stored.credentialId) throw new Refusal('credential_id')
  const mayOmitHandle = userHandle === undefined && !expected.isDiscovered
  if (userHandle !== stored.userHandle && !mayOmitHandle) throw new Refusal('user_handle')
  const clientData = decode(clientDataJSON)
  const challenge = await verifyClientData(clientData, 'webauthn.get', expected)
  const bytes = decode(authenticatorData)
  const data = parseAuthenticatorData(bytes)
  if (data.credential) throw new Refusal('attested_credential')
  await verifyRpId(data, expected.rpId)
  if (!data.userPresent) throw new Refusal('user_presence')
  if (!data.userVerified && expected.requiresVerification) throw new Refusal('user_verification')
  if (data.backupEligible !== stored.backupEligible) throw new Refusal('backup_eligibility')
  const key = await importPublicKey(decode(stored.publicKey))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clientData))
  await verifySignature(key, decode(signature), new Uint8Array([...bytes, ...hash]))
  if (isCloned(data, stored)) throw new Refusal('counter')
  const { counter, backedUp, userVerified } = data
  return { used: { counter, backedUp, userVerified }, challenge }
}

/**
 * Whether the counter shows that the private key is also somewhere else. A passkey that can be synced is in several places
 * on purpose, and its counter means nothing.
 */
function isCloned({ counter, backupEligible }: AuthenticatorData, stored: StoredPasskey): boolean {
  const isUsed = counter > 0 || stored.counter > 0
  return isUsed && counter <= stored.counter && !backupEligible
}

function credentialIdOf({ id, rawId, type }: CredentialJson): string {
  if (type !== 'public-key') throw new Refusal('credential_type')
  if (id !== rawId) throw new Refusal('credential_id')
  decode(id)
  return id
}

/** Client data (WebAuthn Level 3 section 5.8.1). */
async function verifyClientData<Challenge>(
  bytes: Uint8Array,
  type: 'webauthn.create' | 'webauthn.get',
  { origins, openChallenge }: Expected<Challenge>,
): Promise<Challenge> {
  const data = parseObject(new TextDecoder().decode(bytes))
  if (data.type !== type) throw new Refusal('type')
  if (typeof data.challenge !== 'string') throw new Refusal('challenge')
  const challenge = await openChallenge(data.challenge)
  if (challenge === undefined) throw new Refusal('challenge')
  if (!origins.some((origin) => origin === data.origin)) throw new Refusal('origin')
  // Our pages cannot be framed.
  const isFramed = data.crossOrigin !== undefined && data.crossOrigin !== false
  if (isFramed || data.topOrigin !== undefined) throw new Refusal('cross_origin')
  return challenge
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new Refusal('client_data')
  }
  if (typeof value !== 'object' || value === null) throw new Refusal('client_data')
  return value as Record<string, unknown>
}

async function verifyRpId({ rpIdHash }: AuthenticatorData, rpId: string): Promise<void> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(rpId))
  if (base64url.encode(new Uint8Array(hash)) !== base64url.encode(rpIdHash)) {
    throw new Refusal('rp_id')
  }
}

/** The bytes of base64url without padding. Each value has one spelling (RFC 4648 section 3.5). */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeLeniently(text)
  if (bytes.length === 0 || base64url.encode(bytes) !== text) throw new Refusal('base64url')
  return bytes
}

function decodeLeniently(text: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(base64url.decode(text))
  } catch {
    throw new Refusal('base64url')
  }
}
