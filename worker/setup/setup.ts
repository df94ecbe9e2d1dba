import { and, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import { accounts, roles, sessions } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { type Created, createAccount } from '../accounts/create.ts'
import { firstCredential, type GivenCredential } from '../accounts/credential.ts'
import { auditRow, logEventLater } from '../audit/events.ts'
import { sameText } from '../config/keys.ts'
import type { Api } from '../config/vars.ts'
import type { Db } from '../db/database.ts'
import { insertMilestone, milestoneExists } from '../db/milestones.ts'
import type { Statement } from '../db/statements.ts'
import { type App, type Call, requestLanguage } from '../http/context.ts'
import { Problem, type ProblemType } from '../http/problem.ts'
import { hashPassword } from '../passwords/hashing/hash.ts'
import { openSession, type SignedIn, type Transport } from '../sessions/session.ts'
import { type DefaultAccount, isSettled } from './default-accounts.ts'
import { setupProblems } from './problems.ts'

/** True while the first administrator can be created: setup never happened, and there is no administrator. */
const isOpen = sql`(not ${milestoneExists('set_up')} and not exists (select 1 from ${accounts} where ${accounts.roleId} = 'admin'))`

/** Databases whose setup is complete, which never changes. */
export const completed = new Set<Db>()

/** The state of setup. One statement, until setup is complete. */
export async function setupState(call: Call): Promise<{ isOpen: boolean; isComplete: boolean }> {
  if (completed.has(call.db)) return { isOpen: false, isComplete: true }
  const [row] = await call.db
    .select({
      open: sql<number>`${isOpen}`,
      complete: sql<number>`${milestoneExists('set_up')}`,
    })
    .from(roles)
    .limit(1)
  const isComplete = row?.complete === 1
  if (isComplete) completed.add(call.db)
  return { isOpen: row?.open === 1, isComplete }
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
  firstName: string
  lastName: string
}

/**
 * Creates the first administrator, with a password or a passkey, and signs it in. Of parallel requests exactly one succeeds. Deleting accounts later does
 * not open setup again.
 * @throws Problem `already_set_up`, `email_taken`, `password_not_allowed`, `passwords_off`, `passkey_invalid`, `passkey_exists`
 */
export async function completeSetup(
  call: Call,
  admin: FirstAdmin,
  given: GivenCredential,
  transport: Transport = 'token',
): Promise<Created> {
  const state = await setupState(call)
  if (!state.isOpen) throw refusal(call, setupProblems.already_set_up)
  const credential = await firstCredential(call, given, admin)
  const created = await createAccount(
    call,
    {
      ...admin,
      ...credential.facts,
      roleId: 'admin',
      locale: requestLanguage(call),
    },
    {
      condition: and(isOpen, credential.condition),
      withSession: transport,
      authentication: credential.authentication,
      detail: `setup${credential.suffix}`,
      extraStatements: (created, id) => [
        ...credential.add(created),
        ...completeSetupStatements(call, id, created, true),
      ],
    },
  )
  if (!created) {
    const { isOpen } = await setupState(call)
    throw (isOpen && credential.refuse?.()) || new Problem(setupProblems.already_set_up)
  }
  return created
}

/**
 * Completes setup, and disables every other account that still has its documented default password: once there is an
 * administrator, a password from a manual must not open any account.
 * @param isRecorded the event of the creation of the account records it
 */
export function completeSetupStatements(
  call: Call,
  accountId: string,
  when: SQL,
  isRecorded = false,
): Statement[] {
  const { db, now } = call
  const stale = and(
    // Two rows at most, found by the index of default accounts.
    gt(accounts.defaultOf, ''),
    eq(accounts.defaultPassword, true),
    ne(accounts.id, accountId),
    when,
  )
  const staleIds = db.select({ id: accounts.id }).from(accounts).where(stale)
  const isFirst = sql`not ${milestoneExists('set_up')} and ${when}`
  const event = { event: 'sys_setup_complete', account: accountId } as const
  return [
    ...(isRecorded ? [] : [auditRow(call, event, isFirst)]),
    insertMilestone(call, 'set_up', when),
    db.delete(sessions).where(sql`${sessions.accountId} in ${staleIds}`),
    db.update(accounts).set({ disabledAt: now, updatedAt: now }).where(stale),
  ]
}

/**
 * Creates a default account at its first sign-in, as an administrator, and signs it in: at most once per database, and
 * never after setup.
 * @param extraStatements more statements of the same batch
 * @returns undefined if the account can no longer be created
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
        condition: sql`not ${isSettled(api)}`,
        withSession: transport,
        extraStatements: (created) => [
          insertMilestone(call, `default_account:${api}`, created),
          ...extraStatements,
        ],
      },
    )
  } catch (error) {
    // Someone registered the address while default accounts were off. The address stays theirs.
    if (error instanceof Problem && error.code === 'email_taken') return undefined
    throw error
  }
}

/** Signs in to a default account without its password. Its email address may have changed. Creates the account if needed. */
export async function signInToDefaultAccount(
  call: Call,
  candidate: DefaultAccount,
): Promise<SignedIn | undefined> {
  // Checked again when the session is opened: the owner may complete setup meanwhile.
  const condition = sql`not ${milestoneExists('set_up')}`
  const existing = async () => {
    const account = await findDefaultAccount(call, candidate.api)
    const session = account && (await openSession(call, account, 'token', { condition }))
    return session && { account, session }
  }
  // The second lookup finds an account that a parallel request created meanwhile.
  return (
    (await existing()) ??
    (await createDefaultAccount(call, candidate, 'token')) ??
    (await existing())
  )
}

/** The default account of a product. Its email address may have changed. */
export function findDefaultAccount(call: Call, api: Api): Promise<Account | undefined> {
  return findAccount(call, eq(accounts.defaultOf, api))
}
