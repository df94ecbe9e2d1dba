import { base64url } from 'jose'

/** The keys of one root secret, each derived by HKDF (RFC 5869). */
export interface KeySet {
  /** HMAC-SHA-256, for invitation tokens, verification codes and identifiers. */
  index: CryptoKey
  /** AES-256-GCM, for invitation tokens. */
  encryption: CryptoKey
}

/** The current keys first. During a rotation the previous keys still find and decrypt stored data. */
export type Keys = readonly [KeySet, ...KeySet[]]

/** HS256 keys, the current one first. During a rotation the previous keys still verify. */
type TokenKeys = readonly [CryptoKey, ...CryptoKey[]]

/** The keys of our JWTs, by who verifies the tokens. */
export interface SigningKeys {
  /** The bytes of JWT_SECRET itself: other services verify these tokens with the shared secret. */
  shared: TokenKeys
  /** Derived from ROOT_SECRET: only Latchkey verifies these tokens. */
  internal: TokenKeys
}

interface Secrets {
  JWT_SECRET: string
  JWT_SECRET_PREVIOUS?: string | undefined
  ROOT_SECRET: string
  /** A former root secret, or the text `JWT_SECRET`. */
  ROOT_SECRET_PREVIOUS?: string | undefined
}

/** Before ROOT_SECRET existed, JWT_SECRET was the root. It never signed internal tokens, so it verifies none. */
export async function keysOf(secrets: Secrets): Promise<{ keys: Keys; signing: SigningKeys }> {
  const { JWT_SECRET, JWT_SECRET_PREVIOUS, ROOT_SECRET, ROOT_SECRET_PREVIOUS } = secrets
  const wasJwtSecret = ROOT_SECRET_PREVIOUS === 'JWT_SECRET' || ROOT_SECRET_PREVIOUS === JWT_SECRET
  const formerRoots = wasJwtSecret ? [JWT_SECRET, JWT_SECRET_PREVIOUS] : [ROOT_SECRET_PREVIOUS]
  return {
    keys: await deriveKeys(ROOT_SECRET, ...formerRoots),
    signing: {
      shared: await ofEach(importSigningKey, JWT_SECRET, JWT_SECRET_PREVIOUS),
      internal: await ofEach(
        deriveSigningKey,
        ROOT_SECRET,
        wasJwtSecret ? undefined : ROOT_SECRET_PREVIOUS,
      ),
    },
  }
}

/** The keys of stored data, of the current root secret and of the previous ones that are set. */
export function deriveKeys(root: string, ...previous: (string | undefined)[]): Promise<Keys> {
  return ofEach(deriveKeySet, root, ...previous)
}

/** The key of the current secret, then the keys of the previous secrets that are set. */
function ofEach<Key>(
  derive: (secret: string) => Promise<Key>,
  current: string,
  ...previous: (string | undefined)[]
): Promise<readonly [Key, ...Key[]]> {
  const former = previous.filter((secret) => secret !== undefined)
  return Promise.all([derive(current), ...former.map((secret) => derive(secret))])
}

const hmac = { name: 'HMAC', hash: 'SHA-256' }

async function deriveKeySet(secret: string): Promise<KeySet> {
  const [index, encryption] = await Promise.all([
    derive(secret, 'index', { ...hmac, length: 256 }, ['sign']),
    derive(secret, 'seal', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
  ])
  return { index, encryption }
}

function importSigningKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret)
  return crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify'])
}

function deriveSigningKey(secret: string): Promise<CryptoKey> {
  return derive(secret, 'sign', { ...hmac, length: 256 }, ['sign', 'verify'])
}

async function derive(
  secret: string,
  use: string,
  algorithm: { name: string; length: number },
  usages: KeyUsage[],
): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret)
  const root = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const info = new TextEncoder().encode(`latchkey/${use}`)
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return crypto.subtle.deriveKey(how, root, algorithm, false, usages)
}

type KeyUsage = 'sign' | 'verify' | 'encrypt' | 'decrypt'

/** HMAC-SHA-256 in base64url: the same text always has the same hash, which reveals nothing without the secret. */
export async function keyedHash(keys: KeySet, purpose: string, text: string): Promise<string> {
  const data = new TextEncoder().encode(`${purpose}\0${text}`)
  const mac = await crypto.subtle.sign('HMAC', keys.index, data)
  return base64url.encode(new Uint8Array(mac))
}

/** Marks which root secret encrypted a stored value, for a rotation. Reveals nothing about the secret. */
export async function keyId(keys: KeySet): Promise<string> {
  return (await keyedHash(keys, 'key-id', '')).slice(0, 8)
}

/** SHA-256 in base64url, for values that are random themselves. */
export async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(hash))
}

/** Compares in constant time. Hashing first hides the lengths. */
export async function sameText(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  )
  return crypto.subtle.timingSafeEqual(left as ArrayBuffer, right as ArrayBuffer)
}

/** 256 random bits, base64url: as strong as any key, so a hash without a key protects it, and no rotation of a secret voids it. */
export function randomToken(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
}

/** `count` random characters of `alphabet`, without modulo bias: bytes past the last multiple are dropped. */
export function randomText(alphabet: string, count: number): string {
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < count) {
    for (const byte of crypto.getRandomValues(new Uint8Array(count))) {
      if (byte < limit && text.length < count) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

/**
 * AES-GCM, with a random 96-bit nonce as prefix (NIST SP 800-38D section 8.2.2).
 * @param boundTo only the same text decrypts it: a row that is copied over another one cannot be decrypted there
 */
export async function encrypt(keys: KeySet, text: string, boundTo = ''): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = new TextEncoder().encode(text)
  const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(boundTo) }
  const encrypted = await crypto.subtle.encrypt(algorithm, keys.encryption, data)
  return base64url.encode(new Uint8Array([...iv, ...new Uint8Array(encrypted)]))
}

/** Undefined if no key decrypts it: the secret was changed without a rotation. */
export async function decrypt(
  keys: readonly KeySet[],
  encrypted: string,
  boundTo = '',
): Promise<string | undefined> {
  const additionalData = new TextEncoder().encode(boundTo)
  for (const { encryption: key } of keys) {
    try {
      const bytes = base64url.decode(encrypted)
      const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData }
      const data = await crypto.subtle.decrypt(algorithm, key, bytes.slice(12))
      return new TextDecoder().decode(data)
    } catch {
      // The next key, if any.
    }
  }
  return undefined
}
