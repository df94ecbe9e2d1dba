import { sql } from 'drizzle-orm'
import { accounts } from '../../../schema/index.ts'
import { createAccount, identifierKeys } from '../../../worker/accounts/create.ts'
import { usernameFault } from '../../../worker/accounts/usernames.ts'
import { milestoneExists } from '../../../worker/db/milestones.ts'
import { isEmailAddress } from '../../../worker/input/email-address.ts'
import { hashNewPassword, validatePassword } from '../../../worker/passwords/policy.ts'
import { completeSetupStatements } from '../../../worker/setup/setup.ts'
import { parseVars } from '../../lib/settings.ts'
import { literal, recorder } from '../../lib/sql-recorder.ts'

/** Somebody can administer, or somebody once could: nobody has to be made. */
const provided = sql`(${milestoneExists('set_up')} or exists (
  select 1 from ${accounts} where ${accounts.roleId} = 'admin' and ${accounts.disabledAt} is null))`

/**
 * Makes an administrator by the Worker's own rules: its core writes the statements, which are then run as one
 * change, so that the account, the events and the end of the default accounts come together or not at all.
 * @param {import('../../lib/database.ts').Database} db
 * @param vars [vars] of wrangler.toml: they hold the cost and the rules for names and passwords
 * @param {{ email?: string, username?: string, password: string, firstName?: string, lastName?: string }} facts
 * @param {boolean} ifNone write nothing where `isProvided`
 * @returns {Promise<object | undefined>} the account as it is stored now; undefined when nothing was written
 * @throws Error in plain words
 */
export async function createAdministrator(db, vars, facts, ifNone = false) {
  const statements = []
  const settings = await parseVars({ ...vars, DEFAULT_ACCOUNTS: 'off' }, recorder(statements))
  const fault = faultOf(facts, settings)
  if (fault) throw new Error(fault)
  const { password, ...names } = facts
  const call = { settings, db: settings.db, now: Date.now(), requestId: 'create-admin', ip: null }
  const passwordHash = await hashNewPassword(call, password, names).catch((error) => {
    throw new Error(error.details?.detail ?? error.message)
  })
  let accountId
  await createAccount(
    call,
    { ...names, passwordHash, roleId: 'admin' },
    {
      ...(ifNone && { condition: sql`not ${provided}` }),
      alongside: (created, id) => {
        accountId = id
        return completeSetupStatements(call, id, created)
      },
    },
  )
  const writes = statements.filter((statement) => !statement.startsWith('select'))
  await db.change(writes).catch(async (error) => {
    const taken = /UNIQUE/.test(error.message) && (await whichTaken(db, names))
    throw taken ? new Error(`${taken} is taken already; nothing was written.`) : error
  })
  const [account] = await db.select(
    `select username, email, role_id from accounts where id = ${literal(accountId)}`,
  )
  if (!account && !ifNone) throw new Error('The account was not written.')
  return account
}

/** Whether an administrator who can sign in exists, or set-up happened once. */
export async function isProvided(db) {
  const statements = []
  const { db: writer } = await parseVars({}, recorder(statements))
  const answer = { provided: sql`${provided}`.as('provided') }
  await writer.batch([writer.select(answer).from(sql`(select 1)`)])
  const [row] = await db.select(statements[0])
  return row.provided === 1
}

/** What is wrong with a name or a password, in a sentence. */
export function faultOf({ email, username, password }, settings) {
  if (email === undefined && username === undefined) return 'An e-mail address is needed.'
  if (email !== undefined && !isEmailAddress(email)) return `${email} is not an e-mail address.`
  const shortest = settings.APIS.has('asta') ? 2 : 1
  const unfit = username !== undefined && usernameFault(username, shortest)
  if (unfit) return `The username ${unfit}.`
  const fault = validatePassword(password, settings)
  return fault && `The password ${fault}.`
}

async function whichTaken(db, names) {
  const keys = identifierKeys(names)
  const list = keys.map(({ key }) => literal(key)).join(', ')
  const [row] = await db.select(`select key from identifiers where key in (${list})`)
  return names[keys.find(({ key }) => key === row?.key)?.kind]
}
