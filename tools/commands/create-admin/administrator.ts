import { type SQL, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, resetLinks } from '../../../schema/index.ts'
import { createAccount, identifierKeys } from '../../../worker/accounts/create.ts'
import { validateUsername } from '../../../worker/accounts/usernames.ts'
import { digest } from '../../../worker/config/keys.ts'
import type { Settings } from '../../../worker/config/settings.ts'
import { milestoneExists } from '../../../worker/db/milestones.ts'
import type { Call } from '../../../worker/http/context.ts'
import { Problem } from '../../../worker/http/problem.ts'
import { isEmailAddress } from '../../../worker/input/email-address.ts'
import { relyingPartyOf } from '../../../worker/passkeys/vars.ts'
import { hashNewPassword, validatePassword } from '../../../worker/passwords/policy.ts'
import { resetLinkLifetime } from '../../../worker/passwords/reset.ts'
import { completeSetupStatements } from '../../../worker/setup/setup.ts'
import type { Database } from '../../lib/database.ts'
import { recordedCall } from '../../lib/recorded-call.ts'
import type { Variables } from '../../lib/settings.ts'
import { literal } from '../../lib/sql-recorder.ts'

/** The names and the password of an administrator. The password is not used if there are none. */
export interface NewAdministrator {
  email?: string
  username?: string
  firstName?: string
  lastName?: string
  password?: string
}

/** An administrator in the database. */
export interface Administrator {
  username: string | null
  email: string | null
  role_id: string
  /** Without passwords: the URL that signs the administrator in once, to add a passkey. */
  link?: string
}

const administered = sql`(${milestoneExists('set_up')} or exists (
  select 1 from ${accounts} where ${accounts.roleId} = 'admin' and ${accounts.disabledAt} is null))`

/**
 * Creates an administrator by the Worker's own rules and statements, as one change: the account, its audit events and the
 * end of the default accounts are written together, or not at all.
 * @param vars the [vars] of wrangler.toml, with the rules for names and passwords
 * @param ifNone writes nothing if `hasAdministrator`
 * @returns the account as it is stored, or undefined if nothing was written
 * @throws Error in plain English
 */
export async function createAdministrator(
  db: Database,
  vars: Variables,
  facts: NewAdministrator,
  ifNone = false,
): Promise<Administrator | undefined> {
  const { call, statements } = await recordedCall(
    { ...vars, DEFAULT_ACCOUNTS: 'off' },
    'create-admin',
  )
  const fault = await findFault(facts, call.settings)
  if (fault) throw new Error(fault)
  const { password = '', ...names } = facts
  const { PASSWORDS } = call.settings
  const passwordHash = PASSWORDS ? await hash(call, password, names) : null
  const first = PASSWORDS ? undefined : await newLink(call)
  let accountId = ''
  await createAccount(
    call,
    { ...names, passwordHash, roleId: 'admin' },
    {
      ...(ifNone && { condition: sql`not ${administered}` }),
      extraStatements: (created, id) => {
        accountId = id
        return [
          ...completeSetupStatements(call, id, created),
          ...(first ? [first.open(id, created)] : []),
        ]
      },
    },
  )
  const writes = statements.filter((statement) => !statement.startsWith('select'))
  await db.change(writes).catch(async (error: Error) => {
    const taken = /UNIQUE/.test(error.message) && (await findTaken(db, names))
    throw taken ? new Error(`${taken} is already taken; nothing was written.`) : error
  })
  const [account] = await db.select<Administrator>(
    `select username, email, role_id from accounts where id = ${literal(accountId)}`,
  )
  if (!account && !ifNone) throw new Error('The account was not written.')
  return account && first ? { ...account, link: first.link } : account
}

/** A link as reset links are, and the statement that opens it. It is printed instead of mailed. */
async function newLink(call: Call) {
  const token = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
  const tokenHash = await digest(token)
  const [origin = ''] = relyingPartyOf(call.settings)?.origins ?? []
  return {
    link: `${call.settings.PUBLIC_URL ?? origin}/reset-password?token=${token}`,
    open: (id: string, created: SQL) =>
      call.db
        .insert(resetLinks)
        .select(sql`select ${id}, ${tokenHash}, ${call.now + resetLinkLifetime} where ${created}`),
  }
}

/** Returns whether setup is complete, or an administrator who can sign in exists. */
export async function hasAdministrator(db: Database): Promise<boolean> {
  const { call, statements } = await recordedCall({}, 'create-admin')
  const answer = { administered: sql`${administered}`.as('administered') }
  await call.db.batch([call.db.select(answer).from(sql`(select 1)`)])
  const [row] = await db.select<{ administered: number }>(statements[0] ?? '')
  return row?.administered === 1
}

/** Returns why a name or a password is invalid, as a sentence. */
async function findFault(
  { email, username, password = '' }: NewAdministrator,
  settings: Settings,
): Promise<string | undefined> {
  if (email === undefined && username === undefined) return 'An email address is required.'
  if (email !== undefined && !isEmailAddress(email)) return `${email} is not an email address.`
  const minLength = settings.APIS.has('asta') ? 2 : 1
  const nameFault = username === undefined ? undefined : validateUsername(username, minLength)
  if (nameFault) return `The username ${nameFault}.`
  if (!settings.PASSWORDS) return undefined
  const fault = await validatePassword(password, settings)
  return fault && `The password ${fault}.`
}

async function hash(call: Call, password: string, names: Omit<NewAdministrator, 'password'>) {
  try {
    return await hashNewPassword(call, password, names)
  } catch (error) {
    const sentence = error instanceof Problem ? error.details.detail : undefined
    throw sentence === undefined ? error : new Error(sentence)
  }
}

/** Returns the username or email address that another account has. */
async function findTaken(db: Database, names: { email?: string; username?: string }) {
  const keys = identifierKeys(names)
  const list = keys.map(({ key }) => literal(key)).join(', ')
  const [row] = await db.select<{ key: string }>(
    `select key from identifiers where key in (${list})`,
  )
  const taken = keys.find(({ key }) => key === row?.key)
  return taken && names[taken.kind]
}
