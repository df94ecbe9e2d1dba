import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Keys } from '../../../worker/config/keys.ts'
import { userHandleOf } from '../../../worker/passkeys/proof.ts'
import { decryptSecret } from '../../../worker/totp/factor.ts'
import type { Database } from '../../lib/database.ts'
import { newFile } from '../../lib/files/new-file.ts'
import { base32 } from './base32.ts'
import { type ExportedRow, selectAccounts, selectNewAccounts } from './query.ts'

/** The options of an export. */
interface Options {
  /** Decrypt the secrets of authenticator apps; undefined leaves the secrets out. */
  keys?: Keys | undefined
  /** UNIX ms. Later accounts are left out. */
  now: number
  /** Accounts that are read at once. */
  pageSize?: number
}

/** What an export found. */
interface Counts {
  /** The accounts in the file. */
  accounts: number
  /** The accounts with an authenticator app. */
  withFactor: number
  /** The accounts that were created during the export. */
  created: number
}

/**
 * Writes all accounts into a new file, page by page. An account is read in one statement, so a line is consistent in itself. An
 * account that changes or is deleted during the export is written as it was when its page was read.
 * @throws Error if the file exists, or a secret cannot be decrypted; an incomplete file is removed
 */
export async function exportAccounts(
  db: Database,
  file: string,
  { keys, now, pageSize = 2000 }: Options,
): Promise<Counts> {
  const { descriptor, keep, remove } = newFile(file)
  const output = createWriteStream(file, { fd: descriptor })
  const counts = { accounts: 0, withFactor: 0, created: 0 }
  try {
    let last: ExportedRow | undefined
    do {
      const page: ExportedRow[] = await db.select(selectAccounts(now, last, pageSize))
      const lines = await Promise.all(page.map((row) => lineOf(row, keys)))
      counts.accounts += page.length
      counts.withFactor += page.filter(({ totp }) => totp !== null).length
      if (!output.write(lines.join(''))) await once(output, 'drain')
      last = page.length === pageSize ? page.at(-1) : undefined
    } while (last)
    const [{ created } = { created: 0 }] = await db.select<{ created: number }>(
      selectNewAccounts(now),
    )
    output.end()
    await once(output, 'close')
    return { ...counts, created }
  } catch (error) {
    output.destroy()
    remove()
    throw error
  } finally {
    keep()
  }
}

/** A line of the file. docs/leaving.md describes the members. */
async function lineOf(row: ExportedRow, keys: Keys | undefined): Promise<string> {
  const totp = row.totp === null ? null : JSON.parse(row.totp)
  const codes: string[] = JSON.parse(row.recovery_codes)
  const passkeys: Passkey[] = JSON.parse(row.passkeys)
  const account = {
    id: row.id,
    username: row.username,
    email: row.email,
    email_verified: row.email_verified_at !== null,
    email_verified_at: iso(row.email_verified_at),
    first_name: row.first_name,
    last_name: row.last_name,
    picture: row.picture,
    locale: row.locale,
    role: row.role_id,
    disabled: row.disabled_at !== null,
    disabled_at: iso(row.disabled_at),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
    invited_by: row.invited_by,
    password_hash: row.password_hash,
    password_change_required: row.password_change_required === 1,
    second_factor: totp !== null,
    ...(totp && {
      totp_label: totp.label,
      totp_created_at: iso(totp.created_at),
      ...(keys && {
        totp_secret: await secretOf(row.id, totp, keys),
        recovery_code_hashes: codes,
      }),
    }),
    passkeys: passkeys.map((each) => passkeyOf(row.id, each)),
  }
  return `${JSON.stringify(account)}\n`
}

async function secretOf(
  accountId: string,
  totp: { id: string; secret: string },
  keys: Keys,
): Promise<string> {
  const secret = await decryptSecret(keys, totp)
  if (secret) return base32(secret)
  throw new Error(
    `ROOT_SECRET does not decrypt the TOTP secret of the account ${accountId}. Nothing was exported.`,
  )
}

/** A passkey as SQL returns it. */
interface Passkey {
  transports: string
  user_handle: string | null
  backup_eligible: number
  backed_up: number
  user_verified: number
  created_at: number
  last_used_at: number | null
}

/** A passkey. A handle that is not known yet becomes null, and our own one is the id of the account. */
function passkeyOf(accountId: string, passkey: Passkey) {
  const handle = passkey.user_handle ?? userHandleOf({ id: accountId })
  return {
    ...passkey,
    transports: passkey.transports.split(' ').filter(Boolean),
    user_handle: handle || null,
    backup_eligible: passkey.backup_eligible === 1,
    backed_up: passkey.backed_up === 1,
    user_verified: passkey.user_verified === 1,
    created_at: iso(passkey.created_at),
    last_used_at: iso(passkey.last_used_at),
  }
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
