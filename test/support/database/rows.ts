import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'
import { completed } from '../../../worker/setup/setup.ts'
import { createContents, replaceContents } from './contents.ts'
import { type Dump, dump, restore } from './snapshot.ts'

/**
 * Call once at the top of a test file: every test starts with a migrated database, which is empty or has the rows that `create`
 * made before the first test.
 */
export function freshDatabase(create = async () => {}): void {
  let start: Dump | undefined
  beforeEach(async () => {
    // Migrating takes twenty times as long as emptying, so it is done once per file.
    if (start) return restore(start)
    await newDatabase()
    await create()
    start = await dump()
  })
}

/** Creates the database. On a busy machine `reset` may leave rows of the last file, so it is emptied as well. */
export async function newDatabase(): Promise<void> {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  await createContents()
  await emptyDatabase()
}

/** Deletes every row but the predefined roles. */
export async function emptyDatabase(): Promise<void> {
  completed.clear()
  await replaceContents()
}

/** How many rows a table has, or how many meet a condition. */
export async function countRows(table: string, where = '1', ...values: unknown[]): Promise<number> {
  const query = env.DB.prepare(`select count(*) as count from ${table} where ${where}`)
  return (await query.bind(...values).first<number>('count')) ?? 0
}

/** Runs one statement on the database, for what no endpoint does. Returns how many rows it changed. */
export async function write(query: string, ...values: unknown[]): Promise<number> {
  const { meta } = await env.DB.prepare(query)
    .bind(...values)
    .run()
  return meta.changes
}

/** Sets columns of an account's row in a table, such as a time in the past. */
export async function setOf(
  accountId: string,
  table: 'reset_links' | 'otp_challenges' | 'api_tokens' | 'sessions',
  values: Record<string, number>,
): Promise<void> {
  await update(table, 'account_id', accountId, values)
}

/** Verifies the email address of an account, as a mailed code does. Notices go to verified addresses only. */
export function verify(accountId: string): Promise<void> {
  return update('accounts', 'id', accountId, { email_verified_at: Date.now() })
}

/** Disables an account without ending its sessions. */
export function disable(accountId: string): Promise<void> {
  return update('accounts', 'id', accountId, { disabled_at: Date.now() })
}

async function update(table: string, column: string, id: string, values: Record<string, number>) {
  const names = Object.keys(values).map((name) => `${name} = ?`)
  const query = `update ${table} set ${names.join(', ')} where ${column} = ?`
  if ((await write(query, ...Object.values(values), id)) === 0) {
    throw new Error(`${table} has no row of ${id}`)
  }
}

/** All rows of all tables as JSON, without the search index: what a thief of the database reads. */
export async function everythingStored(): Promise<string> {
  const { results: tables } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_*' and name not glob 'sqlite_*' and name not glob 'accounts_search*'",
  ).all<{ name: string }>()
  const all = await env.DB.batch(
    tables.map(({ name }) => env.DB.prepare(`select * from "${name}"`)),
  )
  return JSON.stringify(all.map(({ results }) => results))
}
