import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from './child.mjs'
import { migrate } from './database.mjs'
import { lastOf, sameWorker } from './wrangler.mjs'

/** Where the local databases are when nobody says otherwise: wrangler's own default. */
const usualStorage = '.wrangler/state'

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
    const wanted = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
    return databases(storage).every((file) => {
      const database = new DatabaseSync(file, { readOnly: true })
      const rows = database.prepare('select name from d1_migrations').all()
      database.close()
      const applied = new Set(rows.map(({ name }) => name))
      return wanted.every((name) => applied.has(name))
    })
  } catch {
    return false
  }
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

function databases(storage) {
  const directory = join(resolve(root, storage), 'v3/d1')
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite'))
    .sort()
    .map((name) => join(directory, name))
}
