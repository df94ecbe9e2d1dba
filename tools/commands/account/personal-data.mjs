import { and, asc, eq, inArray, ne, or, sql } from 'drizzle-orm'
import {
  accounts,
  devices,
  events,
  identifiers,
  invitations,
  otpChallenges,
  resetLinks,
  sessions,
  throttles,
} from '../../../schema/index.ts'
import { notLastAdmin } from '../../../worker/accounts/delete.ts'
import { identifierKey } from '../../../worker/accounts/identifiers.ts'
import { auditRow } from '../../../worker/audit/events.ts'
import { capabilities } from '../../../worker/capabilities.ts'
import { parseVars } from '../../lib/settings.ts'
import { recorder } from '../../lib/sql-recorder.ts'

/** What `erase` writes in place of a request's id: the one row it leaves, so that a restored account is noticed. */
const erasure = 'erase'

/**
 * What is told of each table, by column; what is not named here stays untold, hashes and sealed tokens above all.
 * `of` gives the rows that are the account's, `one` says that there is at most one.
 */
export const told = {
  account: {
    table: accounts,
    one: true,
    of: (id) => eq(accounts.id, id),
    columns: [
      ...['id', 'username', 'email', 'emailVerifiedAt', 'roleId', 'firstName', 'lastName'],
      ...['picture', 'defaultOf', 'defaultPassword', 'invitedBy', 'disabledAt'],
      ...['credentialVersion', 'createdAt', 'updatedAt'],
    ],
  },
  identifiers: {
    table: identifiers,
    of: (id) => eq(identifiers.accountId, id),
    columns: ['key', 'kind'],
  },
  sessions: {
    table: sessions,
    of: (id) => eq(sessions.accountId, id),
    columns: ['id', 'createdAt', 'expiresAt', 'endsAt', 'lastUsedAt', 'userAgent', 'country'],
  },
  invitations: {
    table: invitations,
    of: (id) => eq(invitations.accountId, id),
    columns: ['id', 'createdAt', 'expiresAt', 'uses'],
  },
  devices: { table: devices, of: (id) => eq(devices.accountId, id), columns: ['usedAt'] },
  reset_link: {
    table: resetLinks,
    one: true,
    of: (id) => eq(resetLinks.accountId, id),
    columns: ['expiresAt'],
  },
  otp_challenge: {
    table: otpChallenges,
    one: true,
    of: (id) => eq(otpChallenges.accountId, id),
    columns: ['tries', 'expiresAt', 'newEmail'],
  },
  throttles: {
    table: throttles,
    of: (id) =>
      inArray(
        throttles.key,
        capabilities.flatMap(({ counters = [] }) => counters.map((kind) => `${kind}:${id}`)),
      ),
    columns: ['key', 'count', 'expiresAt'],
  },
  events: {
    table: events,
    of: happenedTo,
    columns: ['at', 'event', 'accountId', 'actorId', 'outcome', 'detail', 'ip', 'requestId'],
  },
}

/**
 * The id behind a name or an address, in any spelling. Text in the form of an id is an id and nothing else: a
 * username can have that form, and nobody may stand in for another account by taking its id for a name.
 * @returns undefined for an unknown name; an id as it is, known or not
 */
export async function findAccountId(database, text) {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return text.toLowerCase()
  const [statement] = await recorded(({ db }) => [
    db
      .select({ accountId: identifiers.accountId })
      .from(identifiers)
      .where(eq(identifiers.key, identifierKey(text))),
  ])
  const [row] = await database.select(statement)
  return row?.account_id
}

/**
 * All that is held about an account, times in ISO 8601; of one that was deleted, what the audit trail still has.
 * @returns undefined when that is nothing but the note that it was erased
 */
export async function rowsOf(database, id) {
  const statements = await recorded(({ db }) =>
    Object.values(told).map(({ table, of, columns }) =>
      db
        .select(Object.fromEntries(columns.map((name) => [name, table[name]])))
        .from(table)
        .where(of(id))
        .orderBy(asc(sql`rowid`)),
    ),
  )
  const answers = await database.selectEach(statements)
  const rows = Object.fromEntries(
    Object.entries(told).map(([name, { one }], index) => {
      const list = answers[index].map(readable)
      return [name, one ? (list[0] ?? null) : list]
    }),
  )
  const known = rows.account ?? rows.events.find(({ request_id }) => request_id !== erasure)
  return known && rows
}

/**
 * Deletes an account, all that is its, and every audit row that names it, as one change; one row that says so is
 * left, without a network address. Of an account that was deleted before, it is the audit rows.
 * @returns false when it is the last administrator, and then nothing is deleted
 */
export async function erase(database, id) {
  const account = eq(accounts.id, id)
  const gone = sql`not exists (select 1 from ${accounts} where ${account})`
  const deletable = and(account, notLastAdmin(id))
  const statements = await recorded((call) => [
    auditRow(
      call,
      { event: 'user_deleted', account: id, actor: null },
      sql`exists (select 1 from ${accounts} where ${deletable}) or (${gone}
        and exists (select 1 from ${events} where ${happenedTo(id)} and ${ne(events.requestId, erasure)})
        and not exists (select 1 from ${events} where ${happenedTo(id)} and ${eq(events.requestId, erasure)}))`,
    ),
    call.db.delete(accounts).where(deletable),
    call.db.delete(throttles).where(and(told.throttles.of(id), gone)),
    call.db.delete(events).where(and(happenedTo(id), ne(events.requestId, erasure), gone)),
  ])
  await database.change(statements)
  const [left] = await recorded(({ db }) => [
    db.select({ id: accounts.id }).from(accounts).where(account),
  ])
  return (await database.select(left)).length === 0
}

function happenedTo(id) {
  return or(eq(events.accountId, id), eq(events.actorId, id))
}

/** The statements a function builds, values and all. */
async function recorded(build) {
  const statements = []
  const { db } = await parseVars({}, recorder(statements))
  await db.batch(build({ db, now: Date.now(), requestId: erasure, ip: null }))
  return statements
}

function readable(row) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /(^|_)at$/.test(name) && value !== null ? new Date(value).toISOString() : value,
    ]),
  )
}
