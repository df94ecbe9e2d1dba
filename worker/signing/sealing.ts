import { and, eq, inArray } from 'drizzle-orm'
import type { JWK } from 'jose'
import { signingKeys } from '../../schema/index.ts'
import { decrypt, encrypt, type Keys, keyId } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'

/** The columns of a private key, encrypted with the current root secret for the row of this `kid`. */
export async function sealPrivateKey([current]: Keys, kid: string, jwk: JWK) {
  return {
    privateJwk: await encrypt(current, JSON.stringify(jwk), boundTo(kid)),
    keyId: await keyId(current),
  }
}

interface Sealed {
  kid: string
  privateJwk: string
}

/** Undefined if no key decrypts it: the root secret was changed without a rotation. */
export async function openPrivateKey(
  keys: Keys,
  { kid, privateJwk }: Sealed,
): Promise<JWK | undefined> {
  const text = await decrypt(keys, privateJwk, boundTo(kid))
  return text === undefined ? undefined : JSON.parse(text)
}

function boundTo(kid: string): string {
  return `signing:${kid}`
}

/** During a rotation of the root secret, encrypts the private keys again with the current one. */
export async function reencryptKeys({ db, keys }: Pick<Settings, 'db' | 'keys'>): Promise<void> {
  const [, ...previous] = keys
  const rows = await db
    .select({ kid: signingKeys.kid, privateJwk: signingKeys.privateJwk })
    .from(signingKeys)
    .where(inArray(signingKeys.keyId, await Promise.all(previous.map(keyId))))
  for (const row of rows) {
    const jwk = await openPrivateKey(keys, row)
    if (!jwk) continue
    await db
      .update(signingKeys)
      .set(await sealPrivateKey(keys, row.kid, jwk))
      .where(and(eq(signingKeys.kid, row.kid), eq(signingKeys.privateJwk, row.privateJwk)))
  }
}
