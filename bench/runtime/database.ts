import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { serve } from './server.ts'

/** Makes the runtime create the database file. */
const script = `export default {
  fetch: (request, env) => env.DB.exec('select 1').then(() => new Response()),
}`

/**
 * Creates a D1 database for `serve`: the runtime creates the file, then SQLite fills it directly.
 * @param directory is created if it does not exist
 * @param fill creates tables and rows
 * @returns what `fill` returns
 */
export async function createDatabase<T>(
  directory: string,
  fill: (db: DatabaseSync) => T,
): Promise<T> {
  mkdirSync(directory, { recursive: true })
  const modules = [{ type: 'ESModule' as const, path: '/empty.mjs', contents: script }]
  const server = await serve({ modules, directory: '/', kibibytes: 0 }, { database: directory })
  await fetch(server.origin)
  await server.stop()
  const db = new DatabaseSync(databaseFile(directory))
  try {
    const result = fill(db)
    db.exec('pragma wal_checkpoint(truncate)')
    return result
  } finally {
    db.close()
  }
}

/** The path of the only database that Miniflare keeps in a directory. */
function databaseFile(directory: string): string {
  const files = readdirSync(directory, { recursive: true }).map(String)
  const name = files.find((file) => file.endsWith('.sqlite') && !file.includes('metadata'))
  if (name === undefined) throw new Error(`Miniflare created no database in ${directory}.`)
  return join(directory, name)
}
