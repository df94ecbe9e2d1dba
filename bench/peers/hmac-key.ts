let key: CryptoKey | undefined

/** The HS256 key of the secret, imported once per isolate. */
export async function hmacKey({ SECRET }: { SECRET: string }): Promise<CryptoKey> {
  key ??= await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(SECRET),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  )
  return key
}
