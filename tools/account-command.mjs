import { parseArgs } from 'node:util'
import { erase, findAccountId, rowsOf } from './account-rows.mjs'
import { withDatabase } from './database.mjs'
import { ask, canAsk } from './prompt.mjs'

const usage = 'npm run account -- export|erase NAME|ADDRESS|ID [--remote] [--yes]'

/**
 * What `npm run account` does.
 * @param {string[]} args
 * @returns {Promise<number>} what to exit with
 * @throws Error in plain words
 */
export async function runAccount(args) {
  const text = { type: 'string' }
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      remote: { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      yes: { type: 'boolean', short: 'y', default: false },
      'persist-to': text,
      env: { ...text, short: 'e' },
      config: { ...text, short: 'c' },
    },
  })
  const [command, whom, ...more] = positionals
  const act = { export: exportAccount, erase: eraseAccount }[command]
  if (!act || !whom || more.length > 0) throw new Error(usage)
  const where = [
    values.remote ? '--remote' : '--local',
    ...['config', 'env', 'persist-to'].flatMap((name) =>
      values[name] === undefined ? [] : [`--${name}`, values[name]],
    ),
  ]
  return withDatabase(where, (db) => act(db, whom, values))
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
