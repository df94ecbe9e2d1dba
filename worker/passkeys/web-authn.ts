import { base64url } from 'jose'
import { type AuthenticatorData, parseAuthenticatorData } from './encoding/authenticator-data.ts'
import { decodeMap, type ItemMap, requireMap } from './encoding/cbor.ts'
import { type Algorithm, importPublicKey, verifySignature } from './encoding/cose.ts'
import { check, Refusal } from './encoding/refusal.ts'
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
  const { challenge } = await verifyClientData(credential, 'webauthn.create', expected)
  const attestation = decodeMap(decode(credential.response.attestationObject))
  const bytes = attestation.get('authData')
  check(bytes instanceof Uint8Array, 'attestation_object')
  const data = await verifyAuthenticatorData(bytes, expected)
  check(data.userPresent || expected.isConditional, 'user_presence')
  check(data.credential, 'attested_credential')
  const { id, publicKey, aaguid } = data.credential
  check(base64url.encode(id) === credential.id, 'credential_id')
  const { algorithm } = await importPublicKey(publicKey)
  verifyStatement(attestation)
  const { counter, backupEligible, backedUp, userVerified } = data
  const registered = {
    credentialId: credential.id,
    publicKey: base64url.encode(publicKey),
    algorithm,
    counter,
    aaguid: uuidOf(aaguid),
    backupEligible,
    backedUp,
    userVerified,
  }
  return { registered, challenge }
}

/** Formats of attestation statements (WebAuthn Level 3 section 8). Some browsers send one that we did not request. */
const formats = ['none', 'packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple']

function verifyStatement(attestation: ItemMap): void {
  const format = formats.find((each) => each === attestation.get('fmt'))
  const statement = attestation.get('attStmt')
  requireMap(statement)
  check(format, 'attestation_format')
  check(format !== 'none' || statement.size === 0, 'attestation_statement')
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
  const { authenticatorData, signature, userHandle } = credential.response
  check(credential.id === stored.credentialId, 'credential_id')
  const mayOmitHandle = userHandle === undefined && !expected.isDiscovered
  check(userHandle === stored.userHandle || mayOmitHandle, 'user_handle')
  const { challenge, hash } = await verifyClientData(credential, 'webauthn.get', expected)
  const bytes = decode(authenticatorData)
  const data = await verifyAuthenticatorData(bytes, expected)
  const { counter, backedUp, backupEligible, userVerified } = data
  check(!data.credential, 'attested_credential')
  check(data.userPresent, 'user_presence')
  check(backupEligible === stored.backupEligible, 'backup_eligibility')
  const key = await importPublicKey(decode(stored.publicKey))
  await verifySignature(key, decode(signature), new Uint8Array([...bytes, ...hash]))
  // Whether the private key is also somewhere else. A passkey that can be synced is in several places on purpose.
  const isUsed = counter > 0 || stored.counter > 0
  check(!isUsed || counter > stored.counter || backupEligible, 'counter')
  return { used: { counter, backedUp, userVerified }, challenge }
}

/** Verifies the id of the credential and its client data (WebAuthn Level 3 section 5.8.1). */
async function verifyClientData<Challenge>(
  { id, rawId, type: credentialType, response }: RegistrationJson | AuthenticationJson,
  type: 'webauthn.create' | 'webauthn.get',
  { origins, openChallenge }: Expected<Challenge>,
): Promise<{ challenge: Challenge; hash: Uint8Array }> {
  check(credentialType === 'public-key', 'credential_type')
  check(id === rawId, 'credential_id')
  decode(id)
  const bytes = decode(response.clientDataJSON)
  const data = parseObject(new TextDecoder().decode(bytes))
  check(data.type === type, 'type')
  check(typeof data.challenge === 'string', 'challenge')
  const challenge = await openChallenge(data.challenge)
  check(challenge !== undefined, 'challenge')
  check(
    origins.some((origin) => origin === data.origin),
    'origin',
  )
  // Our pages cannot be framed.
  const isFramed = data.crossOrigin !== undefined && data.crossOrigin !== false
  check(!isFramed && data.topOrigin === undefined, 'cross_origin')
  return { challenge, hash: await sha256(bytes) }
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new Refusal('client_data')
  }
  check(typeof value === 'object' && value !== null, 'client_data')
  return value as Record<string, unknown>
}

async function verifyAuthenticatorData(
  bytes: Uint8Array<ArrayBuffer>,
  { rpId, requiresVerification }: Expected<unknown>,
): Promise<AuthenticatorData> {
  const data = parseAuthenticatorData(bytes)
  const hash = await sha256(new TextEncoder().encode(rpId))
  check(base64url.encode(hash) === base64url.encode(data.rpIdHash), 'rp_id')
  check(data.userVerified || !requiresVerification, 'user_verification')
  return data
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** The bytes of base64url without padding. Each value has one spelling (RFC 4648 section 3.5). */
function decode(text: string): Uint8Array<ArrayBuffer> {
  try {
    const bytes = new Uint8Array(base64url.decode(text))
    if (bytes.length > 0 && base64url.encode(bytes) === text) return bytes
  } catch {
    // Not base64url.
  }
  throw new Refusal('base64url')
}
