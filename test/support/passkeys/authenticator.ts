import { base64url } from 'jose'
import type { AuthenticationJson, RegistrationJson } from '../../../worker/passkeys/web-authn.ts'
import { type Bytes, bytes, int, join, map, text } from './cbor.ts'

/** An algorithm of COSE. */
export type Alg = -8 | -7 | -257

/** Bits of the flags of authenticator data. */
export const flag = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 }

/** A passkey in software: a real key pair, whose every part a test can change. */
export interface SoftPasskey {
  alg: Alg
  id: Bytes
  /** The COSE_Key as encoded entries. */
  cose: [Bytes, Bytes][]
  privateKey: CryptoKey
  userHandle: string
  counter: number
}

const params = {
  [-8]: { name: 'Ed25519' },
  [-7]: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  [-257]: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

export async function createPasskey(alg: Alg, userHandle = 'account'): Promise<SoftPasskey> {
  const pair = (await crypto.subtle.generateKey(params[alg], true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const jwk = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey
  const member = (value: string | undefined) => bytes(base64url.decode(value ?? ''))
  const cose: Record<Alg, [Bytes, Bytes][]> = {
    [-8]: [
      [int(1), int(1)],
      [int(3), int(-8)],
      [int(-1), int(6)],
      [int(-2), member(jwk.x)],
    ],
    [-7]: [
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), member(jwk.x)],
      [int(-3), member(jwk.y)],
    ],
    [-257]: [
      [int(1), int(3)],
      [int(3), int(-257)],
      [int(-1), member(jwk.n)],
      [int(-2), member(jwk.e)],
    ],
  }
  return {
    alg,
    id: crypto.getRandomValues(new Uint8Array(32)),
    cose: cose[alg],
    privateKey: pair.privateKey,
    userHandle: base64url.encode(userHandle),
    counter: 0,
  }
}

/** Where and for what the browser runs a ceremony, and what the test changes in it. */
export interface Ceremony {
  challenge: string
  origin: string
  rpId: string
  flags?: number
  counter?: number
  /** Members of the client data that replace or add to the usual ones. */
  clientData?: Record<string, unknown>
  /** The encoded client data. */
  rawClientData?: Bytes
  /** Encoded extensions. */
  extensions?: Bytes
  /** Changes the authenticator data before it is signed. */
  changeData?(data: Bytes): Bytes
  /** Replaces the COSE_Key. */
  publicKey?: Bytes
  format?: string
  statement?: Bytes
  /** Changes the attestation object or, in a sign-in, the signature. */
  changeResult?(result: Bytes): Bytes
}

/** The response to `navigator.credentials.create()`. */
export async function register(
  passkey: SoftPasskey,
  ceremony: Ceremony,
): Promise<RegistrationJson> {
  const attested = join(
    new Uint8Array(16),
    [passkey.id.length >> 8, passkey.id.length & 255],
    passkey.id,
    ceremony.publicKey ?? map(...passkey.cose),
  )
  const flags = ceremony.flags ?? flag.up | flag.uv
  const data = await authenticatorData({ ...ceremony, flags: flags | flag.at }, attested)
  const object = map(
    [text('fmt'), text(ceremony.format ?? 'none')],
    [text('attStmt'), ceremony.statement ?? map()],
    [text('authData'), bytes(data)],
  )
  return {
    ...credential(passkey),
    response: {
      clientDataJSON: base64url.encode(clientData('webauthn.create', ceremony)),
      attestationObject: base64url.encode(ceremony.changeResult?.(object) ?? object),
    },
  }
}

/** The response to `navigator.credentials.get()`. */
export async function authenticate(
  passkey: SoftPasskey,
  ceremony: Ceremony,
): Promise<AuthenticationJson> {
  const client = clientData('webauthn.get', ceremony)
  const data = await authenticatorData(
    { ...ceremony, flags: ceremony.flags ?? flag.up | flag.uv },
    new Uint8Array(),
  )
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', client))
  const signature = await sign(passkey, join(data, hash))
  return {
    ...credential(passkey),
    response: {
      clientDataJSON: base64url.encode(client),
      authenticatorData: base64url.encode(data),
      signature: base64url.encode(ceremony.changeResult?.(signature) ?? signature),
      userHandle: passkey.userHandle,
    },
  }
}

function credential({ id }: SoftPasskey) {
  return { id: base64url.encode(id), rawId: base64url.encode(id), type: 'public-key' }
}

function clientData(type: string, ceremony: Ceremony): Bytes {
  const { challenge, origin, clientData, rawClientData } = ceremony
  const members = { type, challenge, origin, crossOrigin: false, ...clientData }
  return rawClientData ?? new Uint8Array(new TextEncoder().encode(JSON.stringify(members)))
}

async function authenticatorData(
  { rpId, flags = 0, counter = 0, extensions, changeData }: Ceremony,
  attested: Bytes,
): Promise<Bytes> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(rpId))
  const tail = new Uint8Array(5)
  const view = new DataView(tail.buffer)
  view.setUint8(0, extensions ? flags | flag.ed : flags)
  view.setUint32(1, counter)
  const data = join(new Uint8Array(hash), tail, attested, extensions ?? [])
  return changeData?.(data) ?? data
}

async function sign({ alg, privateKey }: SoftPasskey, data: Bytes): Promise<Bytes> {
  const raw = new Uint8Array(await crypto.subtle.sign(params[alg], privateKey, data))
  return alg === -7 ? encodeDer(raw) : raw
}

/** DER of an ECDSA signature (X.690 section 8.3). */
function encodeDer(raw: Bytes): Bytes {
  const content = join(derInteger(raw.subarray(0, 32)), derInteger(raw.subarray(32)))
  return join([0x30, content.length], content)
}

/** The DER of a positive integer. */
export function derInteger(digits: Uint8Array): Bytes {
  const start = digits.findIndex((digit) => digit !== 0)
  const shortest = digits.subarray(start < 0 ? digits.length - 1 : start)
  const content = (shortest[0] ?? 0) > 0x7f ? join([0], shortest) : join(shortest)
  return join([0x02, content.length], content)
}
