import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { root } from '../bootstrap/process.mjs'
import { mergedFile, operatorFile, projectFile } from './config/files.ts'
import { type Database, migrate, withDatabase } from './database.ts'
import { lastOf, sameWorker } from './wrangler.ts'

/** The folder of the local databases, by wrangler's default. */
const defaultStorage = '.wrangler/state'

/**
 * Call it before a write: it migrates a local database, and requires a migrated deployed one. Only a deployment migrates the
 * deployed database, together with the code that fits.
 * @param where as for `migrate`
 * @throws Error that names the missing migrations and the command that applies them
 */
export async function ensureReady(where: string[]): Promise<void> {
  if (!where.includes('--remote')) return ensureMigrated(where)
  await withDatabase(where, (db) => requireMigrated(db, where))
}

/**
 * The migrations that a database lacks; undefined if there is no local database. It writes nothing.
 * @param where as for `migrate`
 */
export async function missingMigrations(where: string[]): Promise<string[] | undefined> {
  const storage = resolve(root, lastOf(where, '--persist-to') ?? defaultStorage)
  if (!where.includes('--remote') && !existsSync(join(storage, 'v3/d1'))) return undefined
  return withDatabase(where, missingIn)
}

async function missingIn(db: Database): Promise<string[]> {
  const applied = await db
    .select<{ name: string }>('select name from d1_migrations')
    .catch((error) => {
      if (/no such table/.test(error.message)) return []
      throw error
    })
  const names = applied.map(({ name }) => name)
  return wanted().filter((name) => !names.includes(name))
}

/** Requires every migration in an open database, and applies none. */
export async function requireMigrated(db: Database, where: string[]): Promise<void> {
  const missing = await missingIn(db)
  if (missing.length === 0) return
  const isRemote = where.includes('--remote')
  const quoted = where.map((arg) => (/^[\w=./:-]*$/.test(arg) ? arg : `'${arg}'`)).join(' ')
  throw new Error(
    [
      `The ${isRemote ? 'deployed' : 'local'} database lacks ${missing.length === 1 ? 'a migration' : `${missing.length} migrations`}: ${missing.map((name) => name.replace(/\.sql$/, '')).join(', ')}.`,
      `Nothing was written. ${isRemote ? 'npm run deploy' : 'npm start'} applies missing migrations. To apply only the migrations:`,
      `  npx wrangler d1 migrations apply DB ${quoted}`,
    ].join('\n'),
  )
}

/**
 * Applies the missing migrations of a local database. A second start is faster because it does not load wrangler, which reads the
 * configuration. In doubt, for example if the database cannot be read, it migrates.
 * @param where as for `migrate`
 */
export async function ensureMigrated(where: string[]): Promise<void> {
  // Another configuration may choose another database.
  const isDefault = !where.includes('--remote') && usesOwnConfig(where)
  const storage = lastOf(where, '--persist-to') ?? defaultStorage
  if (isDefault && isMigrated(storage)) return
  await migrate(where)
  if (isDefault) noteMigrated(storage)
}

/** Whether arguments choose the top level of the settings in this folder. */
function usesOwnConfig(where: string[]): boolean {
  const [flag, file, ...others] = sameWorker(where)
  return flag === undefined || (flag === '--config' && file === mergedFile && others.length === 0)
}

/**
 * True if every local database in a directory has every migration and the settings have not changed since wrangler migrated
 * them, so that one of them is the database that the settings name.
 * @param storage the value of --persist-to
 */
export function isMigrated(storage: string): boolean {
  try {
    if (readFileSync(noteIn(storage), 'utf8') !== describe(storage)) return false
    return localDatabases(storage).every((file) => {
      const database = new DatabaseSync(file, { readOnly: true })
      const rows = database.prepare('select name from d1_migrations').all()
      database.close()
      const applied = new Set(rows.map(({ name }) => name))
      return wanted().every((name) => applied.has(name))
    })
  } catch {
    return false
  }
}

function wanted(): string[] {
  return readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
}

/** Records which databases were just migrated. */
export function noteMigrated(storage: string): void {
  try {
    writeFileSync(noteIn(storage), describe(storage))
  } catch {
    // Without the note, the next start loads wrangler again.
  }
}

function noteIn(storage: string): string {
  return join(resolve(root, storage), 'latchkey-migrated.txt')
}

/** The configuration and the files: another database_id means another file. */
function describe(storage: string): string {
  const settings = createHash('sha256')
  for (const name of [projectFile, operatorFile]) {
    const file = join(root, name)
    settings.update(existsSync(file) ? readFileSync(file) : '')
  }
  return [settings.digest('hex'), ...localDatabases(storage), ''].join('\n')
}

/** The files of the local databases in a directory that --persist-to names. */
export function localDatabases(storage: string): string[] {
  const directory = join(resolve(root, storage), 'v3/d1')
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite'))
    .sort()
    .map((name) => join(directory, name))
}
