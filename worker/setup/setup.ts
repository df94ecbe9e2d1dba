import { and, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { accounts, roles, sessions } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { type Created, createAccount } from '../accounts/create.ts'
import { announce, record, report } from '../audit/events.ts'
import { sameText } from '../config/keys.ts'
import type { Api } from '../config/vars.ts'
import { reach, reached } from '../db/milestones.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { hashPassword } from '../passwords/hashing/hash.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import { type Holder, openSession, type SignedIn } from '../sessions/session.ts'
import { type DefaultAccount, settled } from './default-accounts.ts'

/** A first administrator can be made: set-up never happened, and nobody administers. */
const open = sql`(not ${reached('set_up')} and not exists (
  select 1 from ${accounts} where ${accounts.roleId} = 'admin'))`

/** Where set-up stands, in one read. */
export async function setupState(call: Call): Promise<{ open: boolean; complete: boolean }> {
  const [row] = await call.db
    .select({ open: sql<number>`${open}`, complete: sql<number>`${reached('set_up')}` })
    .from(roles)
    .limit(1)
  return { open: row?.open === 1, complete: row?.complete === 1 }
}

/** @throws Problem `setup_token_invalid` when SETUP_TOKEN is set and this is not it */
export async function checkSetupToken(call: Call, token: string | undefined): Promise<void> {
  const expected = call.settings.SETUP_TOKEN
  if (expected === undefined) return
  if (await sameText(token ?? '', expected)) return
  throw refuseStranger(call, 'setup_token_invalid')
}

/** A problem, recorded: nobody is signed in, and set-up is not theirs. */
export function refuseStranger(
  call: Call,
  code: 'setup_token_invalid' | 'already_set_up',
): Problem {
  report(call, { event: 'authz_fail', account: null, outcome: 'failure', detail: code })
  return new Problem(code)
}

interface FirstAdmin {
  email: string
  password: string
  firstName: string
  lastName: string
}

/**
 * Makes the first administrator and signs it in. Of any number of callers exactly one gets through, and
 * deleting users later does not open it again.
 * @throws Problem `already_set_up`, `email_taken`
 */
export async function completeSetup(
  call: Call,
  { email, password, firstName, lastName }: FirstAdmin,
  holder: Holder = 'token',
): Promise<Created> {
  const state = await setupState(call)
  if (!state.open) throw refuseStranger(call, 'already_set_up')
  const passwordHash = await hashNewPassword(call, password, { email, firstName, lastName })
  const created = await createAccount(
    call,
    { email, firstName, lastName, passwordHash, roleId: 'admin' },
    {
      condition: open,
      withSession: holder,
      alongside: (done, id) => markSetUp(call, id, done),
    },
  )
  if (!created) throw new Problem('already_set_up')
  announce(call, { event: 'sys_setup_complete', account: created.account.id })
  return created
}

/**
 * Completes set-up, and locks every other account that still has a documented default password: once somebody
 * administers, a password that stands in a manual must open nothing.
 */
export function markSetUp(call: Call, accountId: string, when: SQL): Statement[] {
  const { db, now } = call
  const stale = and(
    // Two at most; the index of default accounts finds them.
    gt(accounts.defaultOf, ''),
    eq(accounts.defaultPassword, true),
    ne(accounts.id, accountId),
    when,
  )
  const staleIds = db.select({ id: accounts.id }).from(accounts).where(stale)
  return [
    record(
      call,
      { event: 'sys_setup_complete', account: accountId },
      sql`not ${reached('set_up')} and ${when}`,
    ),
    reach(call, 'set_up', when),
    db.delete(sessions).where(sql`${sessions.accountId} in ${staleIds}`),
    db.update(accounts).set({ disabledAt: now, updatedAt: now }).where(stale),
  ]
}

/**
 * Makes a default account at its first use, as an administrator, and signs it in: at most once per database and
 * never after set-up. Undefined when that time has passed.
 * @param alongside more statements of the same batch
 */
export async function createDefaultAccount(
  call: Call,
  { api, email, password, name }: DefaultAccount,
  holder: Holder,
  alongside: Statement[] = [],
): Promise<Created | undefined> {
  const passwordHash = await hashPassword(password, call.settings)
  try {
    return await createAccount(
      call,
      { email, passwordHash, roleId: 'admin', firstName: name, defaultOf: api },
      {
        condition: sql`not ${settled(api)}`,
        withSession: holder,
        alongside: (done) => [reach(call, `default_account:${api}`, done), ...alongside],
      },
    )
  } catch (error) {
    // Somebody registered the name while default accounts were off: it stays theirs.
    if (error instanceof Problem && error.code === 'email_taken') return undefined
    throw error
  }
}

/** Signs in to a default account without its password, wherever its address has moved, making it if need be. */
export async function enterDefaultAccount(
  call: Call,
  candidate: DefaultAccount,
): Promise<SignedIn | undefined> {
  // Asked again when the session is opened: the owner may complete set-up at this very moment.
  const condition = sql`not ${reached('set_up')}`
  const existing = async () => {
    const account = await findDefaultAccount(call, candidate.api)
    const session = account && (await openSession(call, account, 'token', { condition }))
    return session && { account, session }
  }
  // Looked for again, because a parallel request may have made it a moment ago.
  return (
    (await existing()) ??
    (await createDefaultAccount(call, candidate, 'token')) ??
    (await existing())
  )
}

/** The default account of a product, wherever its address has moved since. */
export function findDefaultAccount(call: Call, api: Api): Promise<Account | undefined> {
  return findAccount(call, eq(accounts.defaultOf, api))
}
