import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { passkeys, recoveryCodes, totpFactors } from '../../../../schema/index.ts'
import type { Keys } from '../../../../worker/config/keys.ts'
import { encryptSecret } from '../../../../worker/totp/factor.ts'
import type { ImportedAccount, ImportedTotp } from '../imported-account.ts'

/** Rows of a table with a column `accountId`. */
export interface OwnedRows {
  table: SQLiteTable
  rows: Record<string, unknown>[]
}

/**
 * The rows of the authenticator apps, recovery codes and passkeys of accounts. The apps are confirmed: their owners have used them.
 * @param keys encrypt the secrets
 * @throws Error if there is a secret and no key
 */
export async function factorRows(
  accounts: ImportedAccount[],
  keys: Keys | undefined,
  now: number,
): Promise<OwnedRows[]> {
  const totp = accounts.map(async ({ id, totp }) =>
    totp ? [await totpRow(id, totp, keys, now)] : [],
  )
  return [
    { table: totpFactors, rows: (await Promise.all(totp)).flat() },
    {
      table: recoveryCodes,
      rows: accounts.flatMap(({ id, totp, recoveryCodes, createdAt }) =>
        totp ? recoveryCodes.map((codeHash) => ({ accountId: id, codeHash, createdAt })) : [],
      ),
    },
    {
      table: passkeys,
      rows: accounts.flatMap(({ id, passkeys }) =>
        passkeys.map((passkey) => ({ ...passkey, accountId: id })),
      ),
    },
  ]
}

async function totpRow(
  accountId: string,
  { id, label, secret, createdAt }: ImportedTotp,
  keys: Keys | undefined,
  now: number,
): Promise<typeof totpFactors.$inferSelect> {
  if (!keys) throw new Error('There is no ROOT_SECRET to encrypt second factors with.')
  const encrypted = await encryptSecret(keys, id, secret)
  return {
    id,
    accountId,
    label,
    ...encrypted,
    lastStep: 0,
    createdAt,
    confirmedAt: now,
    expiresAt: null,
  }
}
