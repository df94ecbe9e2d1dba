import type { DatabaseSync } from 'node:sqlite'

/** Rows per account: an estimate for a service that people sign in to every few days. */
const perAccount = { sessions: 2, events: 3 }

const day = 86_400_000

/** SQL for a UUIDv4 (RFC 9562). */
const uuid = `lower(printf('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)),
  substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))`

/** SQL for 43 random characters, the length of a SHA-256 digest in base64url. */
const digest = 'substr(hex(randomblob(22)), 1, 43)'

/** The username of the i-th account, from 1; its email address is the same name at example.com. */
export function usernameOf(i: number): string {
  return `person-${String(i).padStart(7, '0')}`
}

/**
 * Fills an empty, migrated database with accounts and their sessions, events, devices and throttles. SQLite generates the
 * rows. Indexes are dropped first and recreated at the end by the same statements, because that is faster.
 * @param count number of accounts; the first is an administrator
 */
export function populate(db: DatabaseSync, count: number, passwordHash: string): void {
  const now = Date.now()
  const indexes = db
    .prepare(`select name, sql from sqlite_schema where type = 'index' and sql is not null`)
    .all()
  // A failure discards the whole database, so neither a journal on disk nor a check of foreign keys is needed.
  const pragmas = [
    'journal_mode = memory',
    'synchronous = off',
    'foreign_keys = off',
    'temp_store = memory',
  ]
  for (const pragma of [...pragmas, 'cache_size = -1000000']) db.exec(`pragma ${pragma}`)
  db.exec('begin')
  for (const { name } of indexes) db.exec(`drop index ${name}`)
  const fill = (into: string, select: string, rows: number) =>
    db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
      insert into ${into} ${select}`)

  const name = `printf('person-%07d', i)`
  const created = `${now} - (${count} - i) * ${(365 * day) / count}`
  fill(
    `accounts (id, username, email, username_key, email_key, email_verified_at, password_hash, role_id, first_name, last_name, created_at, updated_at)`,
    `select ${uuid}, ${name}, ${name} || '@example.com', ${name}, ${name} || '@example.com', ${now},
      '${passwordHash}', iif(i = 1, 'admin', 'user'),
      'Person', 'Number ' || i, cast(${created} as integer), cast(${created} as integer) from n`,
    count,
  )
  for (const kind of ['username', 'email']) {
    db.exec(
      `insert into identifiers (key, account_id, kind) select ${kind}, id, '${kind}' from accounts`,
    )
  }
  const sessions = count * perAccount.sessions
  fill(
    'sessions (id, account_id, created_at, expires_at, last_used_at, user_agent, country)',
    `select ${uuid}, id, ${now}, ${now} + ${day} + i * ${(6 * day) / sessions}, ${now},
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36', 'NL'
      from n join accounts on accounts.rowid = i % ${count} + 1`,
    sessions,
  )
  const events = count * perAccount.events
  fill(
    'events (at, event, account_id, actor_id, outcome, ip, request_id)',
    `select cast(${now} - (${events} - i) * ${(89 * day) / events} as integer), 'authn_login_success', id, id, 'success',
      '203.0.113.7', ${uuid} from n join accounts on accounts.rowid = i % ${count} + 1`,
    events,
  )
  db.exec(
    `insert into devices (account_id, key, used_at) select id, ${digest}, ${now} from accounts`,
  )
  db.exec(`insert into throttles (key, count, expires_at)
    select 'sign-in:' || id, 0, ${now + day} from accounts where rowid % 10 = 0`)
  for (const { sql } of indexes) db.exec(String(sql))
  // No ANALYZE: a database that grows in production never runs it either.
  db.exec('commit; pragma journal_mode = wal')
}

/** Statements that create `count` expired sessions and `count` expired events of random accounts for a sweep to delete. */
export function expire(count: number): string[] {
  const counter = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`
  // Without i, SQLite would evaluate the subquery once and choose the same account for every row.
  const account = `(select id from accounts
    where rowid = 1 + abs(random() + 0 * i) % (select max(rowid) from accounts))`
  return [
    `${counter} insert into sessions (id, account_id, created_at, expires_at) select ${uuid}, ${account}, 1, 2 from n`,
    `${counter} insert into events (at, event, account_id, outcome, request_id)
      select 1, 'authn_login_success', ${account}, 'success', ${uuid} from n`,
  ]
}

/** The size of a table. */
export interface TableStorage {
  name: string
  /** Bytes on disk, including its indexes. */
  bytes: number
  rows: number
}

/** The size of every table, largest first. */
export function storageOf(db: DatabaseSync): TableStorage[] {
  return db
    .prepare(
      `select s.tbl_name as name, sum(d.pgsize) as bytes from dbstat d join sqlite_schema s on s.name = d.name
       where d.aggregate = true group by s.tbl_name order by bytes desc`,
    )
    .all()
    .map(({ name, bytes }) => ({
      name: String(name),
      bytes: Number(bytes),
      rows: Number(db.prepare(`select count(*) as rows from "${name}"`).get()?.rows),
    }))
}
