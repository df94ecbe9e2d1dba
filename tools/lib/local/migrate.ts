import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LocalDatabase } from './file.ts'

/** Milliseconds to wait for another process that writes. */
const timeout = 5000

/**
 * Applies the missing migrations as `wrangler d1 migrations apply` does: each one is a transaction with its row in the table.
 * Creates the file if it does not exist.
 * @throws Error with the name of the migration and SQLite's message
 */
export function migrateFile({ file, migrations, table }: LocalDatabase): void {
  mkdirSync(dirname(file), { recursive: true })
  const sqlite = new DatabaseSync(file, { timeout })
  try {
    sqlite.exec(`create table if not exists "${table}" (
      id integer primary key autoincrement,
      name text unique,
      applied_at timestamp default current_timestamp not null
    )`)
    const applied = sqlite.prepare(`select name from "${table}"`).all()
    const names = new Set(applied.map(({ name }) => name))
    for (const name of readdirSync(migrations).sort()) {
      if (!name.endsWith('.sql') || names.has(name)) continue
      apply(sqlite, readFileSync(join(migrations, name), 'utf8'), table, name)
    }
  } finally {
    sqlite.close()
  }
}

function apply(sqlite: DatabaseSync, text: string, table: string, name: string): void {
  sqlite.exec('begin immediate')
  try {
    sqlite.exec(text)
    sqlite.prepare(`insert into "${table}" (name) values (?)`).run(name)
    sqlite.exec('commit')
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    const reason = error instanceof Error ? error.message : error
    throw new Error(`The database could not be migrated: ${name}: ${reason}`, { cause: error })
  }
}
