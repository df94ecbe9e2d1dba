import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { type Database, withDatabase } from '../../lib/database.ts'
import { requireMigrated } from '../../lib/migrations.ts'
import { ask, canAsk } from '../../lib/prompt.ts'
import { readConfig } from '../../lib/settings.ts'
import {
  erase,
  findAccountId,
  type PersonalData,
  removeFactors,
  selectPersonalData,
} from './personal-data.ts'

type Values = Arguments<'account'>['values']

/**
 * Exports or erases the personal data of one account, or removes its second factors. The export is JSON on stdout without secrets; all other output goes to
 * stderr.
 * @throws Error in plain English
 */
export async function run({ values, positionals }: Arguments<'account'>): Promise<number> {
  const [action, account = ''] = positionals
  const { which, where } = databaseArguments(values)
  readConfig(which)
  return withDatabase(where, async (db) => {
    await requireMigrated(db, where)
    if (action === 'erase') return eraseAccount(db, account, values)
    return action === 'export' ? exportAccount(db, account) : removeAccountFactors(db, account)
  })
}

async function exportAccount(db: Database, name: string): Promise<number> {
  const id = await findAccountId(db, name)
  const data = id && (await selectPersonalData(db, id))
  if (!data) throw new Error(`No data is stored about ${name}.`)
  console.log(escapeInvisible(JSON.stringify(data, null, 2)))
  return 0
}

/** The same JSON without characters that a terminal would obey: a client chooses its User-Agent. JSON itself escapes those below U+0020. */
function escapeInvisible(json: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return json.replace(/[\u007f-\u009f]|\p{Cf}/gu, (text) => text.split('').map(escaped).join(''))
}

/** Erasing an id again succeeds. An unknown name may be a typing error, so it fails. */
async function eraseAccount(db: Database, name: string, { yes, remote }: Values): Promise<number> {
  const id = await findAccountId(db, name)
  if (!id) throw new Error(`There is no account ${name}; nothing was erased.`)
  const data = await selectPersonalData(db, id)
  if (!data) {
    console.error(`No data is stored about ${id}; nothing was erased.`)
    return 0
  }
  if (!yes) await confirm(id, data, remote ?? false)
  if (!(await erase(db, id))) {
    throw new Error(
      `${name} is the last administrator; nothing was erased. Create another administrator first.`,
    )
  }
  console.error(`Erased ${id}. Keep this id: restoring an older database restores the account.`)
  return 0
}

async function removeAccountFactors(db: Database, name: string): Promise<number> {
  const id = await findAccountId(db, name)
  if (!id || !(await removeFactors(db, id))) {
    throw new Error(`${name} has no second factor; nothing was removed.`)
  }
  console.error(
    `Removed the second factors of ${id}. The password alone signs in. Its sessions ended.`,
  )
  return 0
}

async function confirm(id: string, data: PersonalData, isRemote: boolean): Promise<void> {
  if (!canAsk) throw new Error('There is no terminal to confirm on; use --yes to erase.')
  const { account, events } = data
  const names = [account?.username, account?.email].filter(Boolean).join(', ')
  const who = account
    ? `${names}, ${account.role_id}, created ${account.created_at}`
    : 'deleted before'
  const database = isRemote ? 'the deployed database' : 'the local database'
  console.error(`In ${database}: ${id} (${who}) and ${events.length} audit events.`)
  if ((await ask('This cannot be undone. Type erase to continue: ')).trim() !== 'erase') {
    throw new Error('Nothing was erased.')
  }
}
