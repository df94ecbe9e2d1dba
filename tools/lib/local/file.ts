import { createHash, createHmac } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import type { Unstable_Config } from 'wrangler'
import { root } from '../../bootstrap/process.mjs'
import { lastOf } from '../wrangler.ts'

/** The binding of the Worker's database. */
export const binding = 'DB'

/** A local database of wrangler. */
export interface LocalDatabase {
  /** Its file, in SQLite's format. */
  file: string
  /** The folder of the migrations. */
  migrations: string
  /** The table that lists the migrations that were applied. */
  table: string
}

/**
 * The database that wrangler uses with these arguments.
 * @param where `--local`, with or without `--persist-to DIR`, `--config FILE` and `--env NAME`
 * @throws Error if the configuration has no database
 */
export async function localDatabase(where: string[]): Promise<LocalDatabase> {
  const { unstable_readConfig } = await import('wrangler')
  const config = resolve(root, lastOf(where, '-c', '--config') ?? 'wrangler.toml')
  const env = lastOf(where, '-e', '--env')
  const { d1_databases }: Unstable_Config = unstable_readConfig(
    { config, env },
    { hideWarnings: true },
  )
  const database = d1_databases.find((each) => each.binding === binding)
  if (!database) throw new Error(`${config} has no database with the binding ${binding}.`)
  const id = database.preview_database_id ?? database.database_id ?? binding
  const storage = resolve(root, lastOf(where, '--persist-to') ?? '.wrangler/state')
  return {
    file: join(storage, 'v3/d1', objects, `${objectId(id)}.sqlite`),
    migrations: resolve(dirname(config), database.migrations_dir ?? 'migrations'),
    table: database.migrations_table ?? 'd1_migrations',
  }
}

/** The class of Miniflare's objects that store databases. */
const objects = 'miniflare-D1DatabaseObject'

/** The id of the object with a name, as workerd derives it. */
function objectId(name: string): string {
  const key = createHash('sha256').update(objects).digest()
  const hmac = (data: string | Buffer) =>
    createHmac('sha256', key).update(data).digest().subarray(0, 16)
  const start = hmac(name)
  return Buffer.concat([start, hmac(start)]).toString('hex')
}
