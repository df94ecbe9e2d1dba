import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { deriveKeys, type Keys } from '../../../worker/config/keys.ts'
import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { requireMigrated } from '../../lib/migrations.ts'
import { devVars, readConfig } from '../../lib/settings.ts'
import { formatNumber } from '../import/report.ts'
import { exportAccounts } from './accounts.ts'

type Values = Arguments<'export'>['values']

/**
 * Writes all accounts into a new file that only this user can read: one JSON object per line.
 * @throws Error in plain English; then there is no file
 */
export async function run({ values, positionals }: Arguments<'export'>): Promise<number> {
  // npm runs scripts in the folder of package.json and passes the folder where the user called it.
  const file = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? '')
  if (existsSync(file)) throw new Error(`${file} exists. Choose another name, or remove it.`)
  const { which, where } = databaseArguments(values)
  const { environment } = readConfig(which)
  const keys = values['with-totp-secrets'] ? await keysOf(values, environment) : undefined
  const counts = await withDatabase(where, async (db) => {
    await requireMigrated(db, where)
    return exportAccounts(db, file, { keys, now: Date.now() })
  })
  const { accounts, withFactor, created } = counts
  console.log(`${formatNumber(accounts)} accounts are in ${file}.`)
  if (withFactor > 0 && !keys) {
    console.log(
      `${formatNumber(withFactor)} have a second factor, whose secrets are not in the file: --with-totp-secrets adds them.`,
    )
  }
  if (created > 0) {
    console.log(
      `${formatNumber(created)} were created during the export and are not in the file: close the registration, and export again.`,
    )
  }
  return 0
}

/** The keys of the second factors. Cloudflare shows no secrets, so a remote export needs ROOT_SECRET in the environment. */
async function keysOf({ remote }: Values, environment: string | undefined): Promise<Keys> {
  const { ROOT_SECRET, ROOT_SECRET_PREVIOUS } = remote ? {} : devVars(environment)
  const secret = process.env.LATCHKEY_ROOT_SECRET || ROOT_SECRET
  if (secret) return deriveKeys(secret, ROOT_SECRET_PREVIOUS || undefined)
  throw new Error(
    "Put this instance's ROOT_SECRET into LATCHKEY_ROOT_SECRET: it decrypts the TOTP secrets.",
  )
}
