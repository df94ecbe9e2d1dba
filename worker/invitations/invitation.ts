import { and, desc, eq, gt, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { publicName } from '../../schema/accounts.ts'
import { accounts, invitations } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { day } from '../config/duration.ts'
import { decrypt, encrypt, type KeySet, keyedHash, randomText } from '../config/keys.ts'
import { insertInto, rowExists, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { invitationProblems } from './problems.ts'

/** Without 0, O, I and l, which people mistake for each other. */
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** The length that lncrawl documents: 58 bits. A million guesses per second find an invitation in nine thousand years. */
const length = 10
const maxPerAccount = { user: 50, admin: 500 }
/** `currentInvitation` returns an invitation again only if it is valid for longer than this. */
const minDaysLeft = 7

/** An invitation as its owner sees it. */
export interface Invitation {
  id: string
  token: string
  /** The email address that it was sent to. */
  sentTo: string | null
  /** UNIX milliseconds. */
  createdAt: number
  /** UNIX milliseconds. */
  expiresAt: number
  /** The number of accounts that signed up with it. */
  uses: number
}

const insertInvitation = insertInto(invitations, (db, rows) =>
  db.insert(invitations).select(rows).returning({ id: invitations.id }),
)
const invitationExists = rowExists(invitations)

/**
 * Creates an invitation.
 * @param sentTo the email address that it is sent to
 * @throws Problem `too_many_invitations`; `unauthenticated` if the session ended meanwhile
 */
export async function createInvitation(
  call: Call,
  { account, session }: Caller,
  sentTo: string | null = null,
): Promise<Invitation> {
  const { db, now } = call
  const count = sql`(select count(*) from ${invitations}
    where ${invitations.accountId} = ${account.id} and ${invitations.expiresAt} > ${now})`
  const { token, row, event } = await newInvitation(call, account.id, sentTo)
  const max = account.role.id === 'admin' ? maxPerAccount.admin : maxPerAccount.user
  const condition = sql`${count} < ${max} and ${isSignedIn(session)}`
  const [created, alive] = await db.batch([
    insertInvitation(db, row, condition),
    selectSession(call, session),
    auditRow(call, event, invitationExists({ id: row.id })),
  ])
  if (alive.length === 0) throw new Problem(problems.unauthenticated)
  if (created.length === 0) throw new Problem(invitationProblems.too_many_invitations)
  logEvent(call, event)
  return { id: row.id, token, sentTo, createdAt: now, expiresAt: row.expiresAt, uses: 0 }
}

/**
 * The token of the caller's invitation that expires last, if it is valid for some more days; otherwise of a new invitation.
 * The insert contains this condition, so parallel requests create one invitation.
 * @throws Problem `unauthenticated` if the session ended meanwhile
 */
export async function currentInvitation(call: Call, { account, session }: Caller): Promise<string> {
  const { db, now, settings } = call
  const margin = Math.min(minDaysLeft, settings.INVITATION_DAYS / 2) * day
  const { row, event } = await newInvitation(call, account.id)
  // If the secret was changed without a rotation, the tokens of older invitations cannot be decrypted.
  for (let unreadable: string[] = []; ; ) {
    const lasting = and(
      eq(invitations.accountId, account.id),
      // An invitation by email is for its recipient alone.
      isNull(invitations.sentTo),
      gt(invitations.expiresAt, now + margin),
      notInArray(invitations.id, unreadable),
    )
    const none = sql`not exists (select 1 from ${invitations} where ${lasting})`
    const [created, alive, , stored] = await db.batch([
      insertInvitation(db, row, and(none, isSignedIn(session))),
      selectSession(call, session),
      auditRow(call, event, invitationExists({ id: row.id })),
      db
        .select()
        .from(invitations)
        .where(lasting)
        .orderBy(desc(invitations.createdAt), desc(sql`rowid`)),
    ])
    if (alive.length === 0 || stored.length === 0) throw new Problem(problems.unauthenticated)
    if (created.length > 0) logEvent(call, event)
    const readable = await decryptTokens(call, stored)
    const [current] = readable.toSorted((a, b) => b.expiresAt - a.expiresAt)
    if (current) return current.token
    unreadable = [...unreadable, ...stored.map(({ id }) => id)]
  }
}

/** The row of a new invitation, with its token and its audit event. */
async function newInvitation(
  { now, settings }: Call,
  accountId: string,
  sentTo: string | null = null,
) {
  const token = randomText(base58, length)
  const [keys] = settings.keys
  const row = {
    id: crypto.randomUUID(),
    accountId,
    tokenHash: await hashToken(keys, token),
    tokenEncrypted: await encrypt(keys, token),
    sentTo,
    createdAt: now,
    expiresAt: now + settings.INVITATION_DAYS * day,
  }
  const event: AuditEvent = {
    event: 'authn_token_created',
    account: accountId,
    ...(sentTo !== null && { detail: 'invitation_email' }),
  }
  return { token, row, event }
}

/** The caller's valid invitations, latest first. */
export async function listInvitations(call: Call, { account }: Caller): Promise<Invitation[]> {
  const rows = await call.db
    .select()
    .from(invitations)
    .where(and(eq(invitations.accountId, account.id), gt(invitations.expiresAt, call.now)))
    .orderBy(desc(invitations.createdAt), desc(sql`rowid`))
  return (await decryptTokens(call, rows)).map(
    ({ id, token, sentTo, createdAt, expiresAt, uses }) => ({
      id,
      token,
      sentTo,
      createdAt,
      expiresAt,
      uses,
    }),
  )
}

/**
 * Deletes an invitation of the caller. Sign-up and verification refuse its token from then on.
 * @throws Problem `invitation_not_found`; `unauthenticated` if the session ended meanwhile
 */
export async function deleteInvitation(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<void> {
  const { db } = call
  const own = and(
    eq(invitations.id, id),
    eq(invitations.accountId, account.id),
    isSignedIn(session),
  )
  const event: AuditEvent = {
    event: 'authn_token_revoked',
    account: account.id,
    detail: 'invitation',
  }
  const [, deleted, alive] = await db.batch([
    auditRow(call, event, sql`exists (select 1 from ${invitations} where ${own})`),
    db.delete(invitations).where(own).returning({ id: invitations.id }),
    selectSession(call, session),
  ])
  if (alive.length === 0) throw new Problem(problems.unauthenticated)
  if (deleted.length === 0) throw new Problem(invitationProblems.invitation_not_found)
  logEvent(call, event)
}

/** The name of the account that an invitation is from; undefined if the token is not a valid invitation. */
export async function findInviter(call: Call, token: string): Promise<string | null | undefined> {
  const [found] = await call.db
    .select({ name: publicName })
    .from(invitations)
    .innerJoin(accounts, eq(accounts.id, invitations.accountId))
    .where(await hasToken(call, token))
  return found?.name
}

/** True if the token is an invitation that has not expired and whose owner is enabled. */
export async function isValidInvitation(call: Call, token: string): Promise<boolean> {
  const [found] = await call.db
    .select({ id: invitations.id, tokenHash: invitations.tokenHash })
    .from(invitations)
    .innerJoin(accounts, eq(accounts.id, invitations.accountId))
    .where(await hasToken(call, token))
  if (found) rekey(call, [{ ...found, token }])
  return found !== undefined
}

/** A valid invitation, as expressions for the batch that creates an account with it. */
export interface UsableInvitation {
  /** The id of its owner; null in SQL if the invitation is no longer valid. */
  inviter: SQL
  /** The statement that counts the use, if the condition is true. */
  countUse(condition: SQL): Statement
}

/** The invitation with this token; undefined if it is not valid. */
export async function findInvitation(
  call: Call,
  token: string,
): Promise<UsableInvitation | undefined> {
  if (!(await isValidInvitation(call, token))) return undefined
  const hashes = await tokenHashes(call, token)
  return {
    inviter: sql`(select ${invitations.accountId} from ${invitations}
      join ${accounts} on ${accounts.id} = ${invitations.accountId}
      where ${await hasToken(call, token)})`,
    countUse: (condition) =>
      call.db
        .update(invitations)
        .set({ uses: sql`${invitations.uses} + 1` })
        .where(and(inArray(invitations.tokenHash, hashes), condition)),
  }
}

/** The rows that a current or previous key decrypts, with their tokens. */
async function decryptTokens(call: Call, rows: (typeof invitations.$inferSelect)[]) {
  const decrypted = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      token: await decrypt(call.settings.keys, row.tokenEncrypted),
    })),
  )
  const readable = decrypted.filter((row): row is typeof row & { token: string } => {
    return row.token !== undefined
  })
  rekey(call, readable)
  return readable
}

/** True for a valid invitation with this token. Hashes under the current and the previous key are found in one statement. */
async function hasToken(call: Call, token: string): Promise<SQL | undefined> {
  return and(
    inArray(invitations.tokenHash, await tokenHashes(call, token)),
    gt(invitations.expiresAt, call.now),
    isNull(accounts.disabledAt),
  )
}

/** During a rotation of the secret, moves rows from the previous key to the current key, after the response. */
function rekey(call: Call, rows: { id: string; tokenHash: string; token: string }[]): void {
  const [keys, previous] = call.settings.keys
  if (!previous) return
  call.after(
    Promise.all(
      rows.map(async ({ id, tokenHash, token }) => {
        const currentHash = await hashToken(keys, token)
        if (currentHash === tokenHash) return
        await call.db
          .update(invitations)
          .set({ tokenHash: currentHash, tokenEncrypted: await encrypt(keys, token) })
          .where(eq(invitations.id, id))
      }),
    ),
  )
}

function tokenHashes({ settings }: Call, token: string): Promise<string[]> {
  return Promise.all(settings.keys.map((keys) => hashToken(keys, token)))
}

/** The purpose `api-token` is part of every stored hash, so it keeps the former name of invitations. */
function hashToken(keys: KeySet, token: string): Promise<string> {
  return keyedHash(keys, 'api-token', token)
}
