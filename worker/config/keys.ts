import { base64url } from 'jose'

/** The keys of one JWT_SECRET: the signing key itself, and a key for each other use, derived by HKDF (RFC 5869). */
export interface KeySet {
  /** HS256, with the secret's own bytes: other services verify our tokens with the shared JWT_SECRET. */
  sign: CryptoKey
  /** HMAC-SHA-256, for invitation tokens, verification codes and identifiers. */
  index: CryptoKey
  /** AES-256-GCM, for invitation tokens. */
  encryption: CryptoKey
}

/** The current keys first. During a rotation the previous keys still verify. */
export type Keys = readonly [KeySet, ...KeySet[]]

export async function deriveKeys(secret: string, previous?: string): Promise<Keys> {
  const current = await deriveKeySet(secret)
  return previous === undefined ? [current] : [current, await deriveKeySet(previous)]
}

async function deriveKeySet(secret: string): Promise<KeySet> {
  const bytes = new TextEncoder().encode(secret)
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const root = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const derive = (info: string, algorithm: { name: string; length: number }, usages: KeyUsage[]) =>
    crypto.subtle.deriveKey(
      {
        name: 'HKDF',
        hash: 'SHA-256',
        salt: new Uint8Array(0),
        info: new TextEncoder().encode(`latchkey/${info}`),
      },
      root,
      algorithm,
      false,
      usages,
    )
  const [sign, index, encryption] = await Promise.all([
    crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']),
    derive('index', { ...hmac, length: 256 }, ['sign']),
    derive('seal', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
  ])
  return { sign, index, encryption }
}

type KeyUsage = 'sign' | 'verify' | 'encrypt' | 'decrypt'

/** HMAC-SHA-256 in base64url: the same text always has the same hash, which reveals nothing without the secret. */
export async function keyedHash(keys: KeySet, purpose: string, text: string): Promise<string> {
  const data = new TextEncoder().encode(`${purpose}\0${text}`)
  const mac = await crypto.subtle.sign('HMAC', keys.index, data)
  return base64url.encode(new Uint8Array(mac))
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

/** AES-GCM, with a random 96-bit nonce as prefix (NIST SP 800-38D section 8.2.2). */
export async function encrypt(keys: KeySet, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = new TextEncoder().encode(text)
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, keys.encryption, data)
  return base64url.encode(new Uint8Array([...iv, ...new Uint8Array(encrypted)]))
}

/** Undefined if no key decrypts it: the secret was changed without a rotation. */
export async function decrypt(
  keys: readonly KeySet[],
  encrypted: string,
): Promise<string | undefined> {
  for (const { encryption: key } of keys) {
    try {
      const bytes = base64url.decode(encrypted)
      const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, 12) }
      const data = await crypto.subtle.decrypt(algorithm, key, bytes.slice(12))
      return new TextDecoder().decode(data)
    } catch {
      // The next key, if any.
    }
  }
  return undefined
}
