import { readDatabaseCommand } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { requireMigrated } from '../../lib/migrations.ts'
import { ask, canAsk } from '../../lib/prompt.ts'
import { readConfig } from '../../lib/settings.ts'
import { erase, findAccountId, rowsOf } from './personal-data.mjs'

const commands = { export: exportAccount, erase: eraseAccount }

/**
 * What `npm run account` does.
 * @param {string[]} args
 * @returns {Promise<number>} what to exit with
 * @throws Error in plain words
 */
export async function runAccount(args) {
  const { values, positionals, which, where } = readDatabaseCommand('account', args)
  const [command, whom] = positionals
  readConfig(which)
  return withDatabase(where, async (db) => {
    await requireMigrated(db, where)
    return commands[command](db, whom, values)
  })
}

async function exportAccount(db, whom) {
  const id = await findAccountId(db, whom)
  const rows = id && (await rowsOf(db, id))
  if (!rows) throw new Error(`Nothing is held about ${whom}.`)
  console.log(JSON.stringify(rows, null, 2))
  return 0
}

/** By id it can be repeated: what is gone already is no failure. An unknown name may be a slip, so it is one. */
async function eraseAccount(db, whom, { yes, remote }) {
  const id = await findAccountId(db, whom)
  if (!id) throw new Error(`No account goes by ${whom}; nothing was erased.`)
  const rows = await rowsOf(db, id)
  if (!rows) {
    console.error(`Nothing is held about ${id}; nothing was erased.`)
    return 0
  }
  if (!yes) await confirm(id, rows, remote)
  if (!(await erase(db, id))) {
    throw new Error(
      `${whom} is the last administrator; nothing was erased. Make another one first.`,
    )
  }
  console.error(`Erased ${id}. Keep this id: going back in time would bring the account back.`)
  return 0
}

async function confirm(id, { account, events }, remote) {
  if (!canAsk) throw new Error('Nobody can be asked here; add --yes to erase.')
  const names = [account?.username, account?.email].filter(Boolean).join(', ')
  const who = account
    ? `${names}, ${account.role_id}, since ${account.created_at}`
    : 'deleted before'
  const place = remote ? 'the deployed database' : 'the local database'
  console.error(`In ${place}: ${id} (${who}) and ${events.length} audit rows.`)
  if ((await ask('It cannot be undone. Type erase to go on: ')).trim() !== 'erase') {
    throw new Error('Nothing was erased.')
  }
}
