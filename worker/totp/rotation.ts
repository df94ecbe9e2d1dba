import { and, eq, inArray } from 'drizzle-orm'
import { totpFactors } from '../../schema/index.ts'
import { type Keys, keyId } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'
import { decryptSecret, encryptSecret } from './factor.ts'

/** Secrets in one batch. */
const perBatch = 100

/**
 * During a rotation of the root secret, encrypts the secrets of previous keys with the current one, until none is left. Without
 * it, owners who did not sign in meanwhile would be locked out at its end.
 */
export async function reencryptSecrets({ db, keys }: Pick<Settings, 'db' | 'keys'>): Promise<void> {
  const [, ...previous] = keys
  const previousIds = await Promise.all(previous.map(keyId))
  const waiting = db
    .select({ id: totpFactors.id, secret: totpFactors.secret })
    .from(totpFactors)
    .where(inArray(totpFactors.keyId, previousIds))
    .limit(perBatch)
  for (let rows = await waiting; rows.length > 0; rows = await waiting) {
    const encrypted = await Promise.all(rows.map((row) => reencrypt(keys, row)))
    const [first, ...others] = encrypted
      .filter((row) => row !== undefined)
      .map(({ id, former, ...columns }) =>
        db
          .update(totpFactors)
          .set(columns)
          .where(and(eq(totpFactors.id, id), eq(totpFactors.secret, former))),
      )
    // What no key decrypts would be selected again.
    if (!first) return
    await db.batch([first, ...others])
  }
}

interface Row {
  id: string
  secret: string
}

async function reencrypt(keys: Keys, { id, secret: former }: Row) {
  const plain = await decryptSecret(keys, { id, secret: former })
  return plain && { id, former, ...(await encryptSecret(keys, id, plain)) }
}
