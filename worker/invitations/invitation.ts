import { and, desc, eq, gt, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { accounts, apiTokens } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { decrypt, encrypt, type KeySet, keyedHash, randomText } from '../config/keys.ts'
import { insertInto, rowExists, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { invitationProblems } from './problems.ts'

/** Without 0, O, I and l, which people mistake for one another. */
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** lncrawl's length: 58 bits, of which a million guesses a second would find one in nine thousand years. */
const length = 10
const mostPerAccount = 50
/** A token is handed out again until it has fewer days left than a person needs to pass it on. */
const mostDaysLeft = 7
const day = 86_400_000

const insertApiToken = insertInto(apiTokens, (db, rows) =>
  db.insert(apiTokens).select(rows).returning({ id: apiTokens.id }),
)
const tokenExists = rowExists(apiTokens)

/**
 * A new user token, told once here and listed in clear later, as the document has it.
 * @throws Problem `too_many_invitations`, `unauthenticated` when the session ended meanwhile
 */
export async function createApiToken(call: Call, { account, session }: Caller): Promise<ApiToken> {
  const { db, now } = call
  const live = sql`(select count(*) from ${apiTokens}
    where ${apiTokens.accountId} = ${account.id} and ${apiTokens.expiresAt} > ${now})`
  const { token, row, event } = await newApiToken(call, account.id)
  const condition = sql`${live} < ${mostPerAccount} and ${isSignedIn(session)}`
  const [created, alive] = await db.batch([
    insertApiToken(db, row, condition),
    selectSession(call, session),
    auditRow(call, event, tokenExists({ id: row.id })),
  ])
  if (alive.length === 0) throw new Problem(problems.unauthenticated)
  if (created.length === 0) throw new Problem(invitationProblems.too_many_invitations)
  logEvent(call, event)
  return { id: row.id, token, createdAt: now, expiresAt: row.expiresAt, uses: 0 }
}

/**
 * The caller's user token that lives longest, if it lives for some days yet; otherwise a new one. The statement that
 * creates it asks for that, so of any number of callers one creates it.
 * @throws Problem `unauthenticated` when the session ended meanwhile
 */
export async function currentApiToken(call: Call, { account, session }: Caller): Promise<string> {
  const { db, now, settings } = call
  const margin = Math.min(mostDaysLeft, settings.USER_TOKEN_DAYS / 2) * day
  const { row, event } = await newApiToken(call, account.id)
  // A secret that was changed without a rotation leaves tokens that nobody can read any more.
  for (let unreadable: string[] = []; ; ) {
    const lasting = and(
      eq(apiTokens.accountId, account.id),
      gt(apiTokens.expiresAt, now + margin),
      notInArray(apiTokens.id, unreadable),
    )
    const none = sql`not exists (select 1 from ${apiTokens} where ${lasting})`
    const [created, alive, , stored] = await db.batch([
      insertApiToken(db, row, and(none, isSignedIn(session))),
      selectSession(call, session),
      auditRow(call, event, tokenExists({ id: row.id })),
      db
        .select()
        .from(apiTokens)
        .where(lasting)
        .orderBy(desc(apiTokens.createdAt), desc(sql`rowid`)),
    ])
    if (alive.length === 0 || stored.length === 0) throw new Problem(problems.unauthenticated)
    if (created.length > 0) logEvent(call, event)
    const readable = await opened(call, stored)
    const [current] = readable.toSorted((a, b) => b.expiresAt - a.expiresAt)
    if (current) return current.token
    unreadable = [...unreadable, ...stored.map(({ id }) => id)]
  }
}

/** A user token to be, and the event that it is. */
async function newApiToken({ now, settings }: Call, accountId: string) {
  const token = randomText(base58, length)
  const [keys] = settings.keys
  const row = {
    id: crypto.randomUUID(),
    accountId,
    tokenHash: await hashToken(keys, token),
    tokenSealed: await encrypt(keys, token),
    createdAt: now,
    expiresAt: now + settings.USER_TOKEN_DAYS * day,
  }
  const event: AuditEvent = { event: 'authn_token_created', account: accountId }
  return { token, row, event }
}

/** True when the token lives and its owner is active. */
export async function isLiveApiToken(call: Call, token: string): Promise<boolean> {
  const [found] = await call.db
    .select({ id: apiTokens.id, tokenHash: apiTokens.tokenHash })
    .from(apiTokens)
    .innerJoin(accounts, eq(accounts.id, apiTokens.accountId))
    .where(await matches(call, token))
  if (found) rekey(call, [{ ...found, token }])
  return found !== undefined
}

/** A live token as whoever signs up with it needs it. */
export interface Invitation {
  /** An expression that gives its owner's id, and null once it is no longer live. */
  owner: SQL
  /** Counts one more use, if the condition holds. */
  use(when: SQL): Statement
}

/** Undefined when the token is not live now. */
export async function findInvitation(call: Call, token: string): Promise<Invitation | undefined> {
  if (!(await isLiveApiToken(call, token))) return undefined
  const hashes = await hashesOf(call, token)
  return {
    owner: sql`(select ${apiTokens.accountId} from ${apiTokens}
      join ${accounts} on ${accounts.id} = ${apiTokens.accountId}
      where ${await matches(call, token)})`,
    use: (when) =>
      call.db
        .update(apiTokens)
        .set({ uses: sql`${apiTokens.uses} + 1` })
        .where(and(inArray(apiTokens.tokenHash, hashes), when)),
  }
}

export interface ApiToken {
  id: string
  token: string
  /** UNIX milliseconds, both. */
  createdAt: number
  expiresAt: number
  /** How many signed up with it. */
  uses: number
}

/** An account's live tokens, latest first. */
export async function listApiTokens(call: Call, { account }: Caller): Promise<ApiToken[]> {
  const rows = await call.db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.accountId, account.id), gt(apiTokens.expiresAt, call.now)))
    .orderBy(desc(apiTokens.createdAt), desc(sql`rowid`))
  return (await opened(call, rows)).map(({ id, token, createdAt, expiresAt, uses }) => ({
    id,
    token,
    createdAt,
    expiresAt,
    uses,
  }))
}

/** Those of the rows that a key in force opens, each with its token. */
async function opened(call: Call, rows: (typeof apiTokens.$inferSelect)[]) {
  const unsealed = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      token: await decrypt(call.settings.keys, row.tokenSealed),
    })),
  )
  const readable = unsealed.filter((row): row is typeof row & { token: string } => {
    return row.token !== undefined
  })
  rekey(call, readable)
  return readable
}

/**
 * Ends a token of the caller's: nobody signs up with it any more.
 * @throws Problem `invitation_not_found`, `unauthenticated` when the session ended meanwhile
 */
export async function revokeApiToken(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<void> {
  const { db } = call
  const theirs = and(eq(apiTokens.id, id), eq(apiTokens.accountId, account.id), isSignedIn(session))
  const event: AuditEvent = {
    event: 'authn_token_revoked',
    account: account.id,
    detail: 'user_token',
  }
  const [, revoked, alive] = await db.batch([
    auditRow(call, event, sql`exists (select 1 from ${apiTokens} where ${theirs})`),
    db.delete(apiTokens).where(theirs).returning({ id: apiTokens.id }),
    selectSession(call, session),
  ])
  if (alive.length === 0) throw new Problem(problems.unauthenticated)
  if (revoked.length === 0) throw new Problem(invitationProblems.invitation_not_found)
  logEvent(call, event)
}

/** Found under every key in force, in one statement. */
async function matches(call: Call, token: string): Promise<SQL | undefined> {
  return and(
    inArray(apiTokens.tokenHash, await hashesOf(call, token)),
    gt(apiTokens.expiresAt, call.now),
    isNull(accounts.disabledAt),
  )
}

/** During a rotation: rows of the previous secret move to the current one, after the answer. */
function rekey(call: Call, rows: { id: string; tokenHash: string; token: string }[]): void {
  const [keys, previous] = call.settings.keys
  if (!previous) return
  call.after(
    Promise.all(
      rows.map(async ({ id, tokenHash, token }) => {
        const fresh = await hashToken(keys, token)
        if (fresh === tokenHash) return
        await call.db
          .update(apiTokens)
          .set({ tokenHash: fresh, tokenSealed: await encrypt(keys, token) })
          .where(eq(apiTokens.id, id))
      }),
    ),
  )
}

function hashesOf({ settings }: Call, token: string): Promise<string[]> {
  return Promise.all(settings.keys.map((keys) => hashToken(keys, token)))
}

function hashToken(keys: KeySet, token: string): Promise<string> {
  return keyedHash(keys, 'api-token', token)
}
