import { and, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import { accounts, roles, sessions } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { type Created, createAccount } from '../accounts/create.ts'
import { auditRow, logEvent, logEventLater } from '../audit/events.ts'
import { sameText } from '../config/keys.ts'
import type { Api } from '../config/vars.ts'
import { insertMilestone, milestoneExists } from '../db/milestones.ts'
import type { Statement } from '../db/statements.ts'
import type { App, Call } from '../http/context.ts'
import { Problem, type ProblemType } from '../http/problem.ts'
import { hashPassword } from '../passwords/hashing/hash.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import { openSession, type SignedIn, type Transport } from '../sessions/session.ts'
import { type DefaultAccount, settled } from './default-accounts.ts'
import { setupProblems } from './problems.ts'

/** True while the first administrator can be created: setup never happened, and there is no administrator. */
const isOpen = sql`(not ${milestoneExists('set_up')} and not exists (
  select 1 from ${accounts} where ${accounts.roleId} = 'admin'))`

/** The state of setup. One statement. */
export async function setupState(call: Call): Promise<{ isOpen: boolean; isComplete: boolean }> {
  const [row] = await call.db
    .select({
      open: sql<number>`${isOpen}`,
      complete: sql<number>`${milestoneExists('set_up')}`,
    })
    .from(roles)
    .limit(1)
  return { isOpen: row?.open === 1, isComplete: row?.complete === 1 }
}

/**
 * Requires the setup token, if SETUP_TOKEN is set.
 * @throws Problem `setup_token_invalid`
 */
export const requireSetupToken = createMiddleware<App>(async function requireSetupToken(c, next) {
  const { call } = c.var
  const expected = call.settings.SETUP_TOKEN
  const token = c.req.header('X-Setup-Token') ?? ''
  if (expected !== undefined && !(await sameText(token, expected))) {
    throw refusal(call, setupProblems.setup_token_invalid)
  }
  await next()
})

/** The problem of a setup that the client may not complete. Logs it: no one is signed in. */
export function refusal(call: Call, type: ProblemType): Problem {
  logEventLater(call, {
    event: 'authz_fail',
    account: null,
    outcome: 'failure',
    detail: type.code,
  })
  return new Problem(type)
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
  transport: Transport = 'token',
): Promise<Created> {
  const state = await setupState(call)
  if (!state.isOpen) throw refusal(call, setupProblems.already_set_up)
  const passwordHash = await hashNewPassword(call, password, { email, firstName, lastName })
  const created = await createAccount(
    call,
    { email, firstName, lastName, passwordHash, roleId: 'admin' },
    {
      condition: isOpen,
      withSession: transport,
      extraStatements: (done, id) => markSetUp(call, id, done),
    },
  )
  if (!created) throw new Problem(setupProblems.already_set_up)
  logEvent(call, { event: 'sys_setup_complete', account: created.account.id })
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
    auditRow(
      call,
      { event: 'sys_setup_complete', account: accountId },
      sql`not ${milestoneExists('set_up')} and ${when}`,
    ),
    insertMilestone(call, 'set_up', when),
    db.delete(sessions).where(sql`${sessions.accountId} in ${staleIds}`),
    db.update(accounts).set({ disabledAt: now, updatedAt: now }).where(stale),
  ]
}

/**
 * Makes a default account at its first use, as an administrator, and signs it in: at most once per database and
 * never after set-up. Undefined when that time has passed.
 * @param extraStatements more statements of the same batch
 */
export async function createDefaultAccount(
  call: Call,
  { api, email, password, name }: DefaultAccount,
  transport: Transport,
  extraStatements: Statement[] = [],
): Promise<Created | undefined> {
  const passwordHash = await hashPassword(password, call.settings)
  try {
    return await createAccount(
      call,
      { email, passwordHash, roleId: 'admin', firstName: name, defaultOf: api },
      {
        condition: sql`not ${settled(api)}`,
        withSession: transport,
        extraStatements: (done) => [
          insertMilestone(call, `default_account:${api}`, done),
          ...extraStatements,
        ],
      },
    )
  } catch (error) {
    // Somebody registered the name while default accounts were off: it stays theirs.
    if (error instanceof Problem && error.code === 'email_taken') return undefined
    throw error
  }
}

/** Signs in to a default account without its password, wherever its address has moved, making it if need be. */
export async function signInToDefaultAccount(
  call: Call,
  candidate: DefaultAccount,
): Promise<SignedIn | undefined> {
  // Asked again when the session is opened: the owner may complete set-up at this very moment.
  const condition = sql`not ${milestoneExists('set_up')}`
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
