import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from '../bootstrap/process.mjs'
import { migrate, withDatabase } from './database.mjs'
import { lastOf, sameWorker } from './wrangler.mjs'

/** Where the local databases are when nobody says otherwise: wrangler's own default. */
const usualStorage = '.wrangler/state'

/**
 * Before something is written into a database: the local one is migrated, the deployed one has to be. Its migrations belong
 * to a deployment, whose code they fit.
 * @param {string[]} where as for `migrate`
 * @throws Error that names the missing migrations, and the command that applies them
 */
export async function ensureReady(where) {
  if (!where.includes('--remote')) return ensureMigrated(where)
  await withDatabase(where, (db) => requireMigrated(db, where))
}

/** The same for an open database, which is never migrated. */
export async function requireMigrated(db, where) {
  const applied = await db.select('select name from d1_migrations').catch((error) => {
    if (/no such table/.test(error.message)) return []
    throw error
  })
  const names = applied.map(({ name }) => name)
  const missing = wanted().filter((name) => !names.includes(name))
  if (missing.length === 0) return
  const isRemote = where.includes('--remote')
  const quoted = where.map((arg) => (/^[\w=./:-]*$/.test(arg) ? arg : `'${arg}'`)).join(' ')
  throw new Error(
    [
      `The ${isRemote ? 'deployed' : 'local'} database lacks ${missing.length === 1 ? 'a migration' : `${missing.length} migrations`}: ${missing.map((name) => name.replace(/\.sql$/, '')).join(', ')}.`,
      `Nothing was written. ${isRemote ? 'npm run deploy' : 'npm start'} applies what is missing. To do only that:`,
      `  npx wrangler d1 migrations apply DB ${quoted}`,
    ].join('\n'),
  )
}

/**
 * Applies the migrations that are missing. A second start takes half the time when wrangler need not be asked whether
 * some are. Any doubt, such as a database that cannot be read or an older Node, is a "no": then it is asked.
 * @param {string[]} where as for `migrate`
 */
export async function ensureMigrated(where) {
  // Another configuration may choose another database.
  const isUsual = !where.includes('--remote') && sameWorker(where).length === 0
  const storage = lastOf(where, '--persist-to') ?? usualStorage
  if (isUsual && (await isMigrated(storage))) return
  await migrate(where)
  if (isUsual) noteMigrated(storage)
}

/**
 * True when every local database in a directory holds every migration, and the one that wrangler.toml means is
 * among them, because nothing that could choose another has changed since wrangler migrated it.
 * @param {string} storage what --persist-to names
 */
export async function isMigrated(storage) {
  try {
    if (readFileSync(noteIn(storage), 'utf8') !== describe(storage)) return false
    const { DatabaseSync } = await import('node:sqlite')
    return databases(storage).every((file) => {
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

function wanted() {
  return readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
}

/** Writes down which databases wrangler has just migrated. */
export function noteMigrated(storage) {
  try {
    writeFileSync(noteIn(storage), describe(storage))
  } catch {
    // Without the note the next start asks wrangler again.
  }
}

function noteIn(storage) {
  return join(resolve(root, storage), 'latchkey-migrated.txt')
}

/** The settings and the files: with another database_id, another file is the database. */
function describe(storage) {
  const settings = createHash('sha256').update(readFileSync(join(root, 'wrangler.toml')))
  return [settings.digest('hex'), ...databases(storage), ''].join('\n')
}

/** The files of the local databases in a directory that --persist-to names. */
export function databases(storage) {
  const directory = join(resolve(root, storage), 'v3/d1')
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite'))
    .sort()
    .map((name) => join(directory, name))
}
