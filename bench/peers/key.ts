let key: CryptoKey | undefined

/** The HS256 key of an isolate's one secret, imported once. */
export async function keyFor({ SECRET }: { SECRET: string }): Promise<CryptoKey> {
  key ??= await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(SECRET),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  )
  return key
}
