import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from '../../bootstrap/process.mjs'
import { type Database, withDatabase } from '../../lib/database.ts'
import type { DatabaseState } from './settings/facts.ts'

/** Which database to look at. */
interface Place {
  isRemote: boolean
  /** The folder of the local database. */
  storage: string
  /** Arguments of wrangler that choose the configuration. */
  which: string[]
}

/** The state of setup; undefined if there is no database, which a check must not create. */
export async function databaseState({
  isRemote,
  storage,
  which,
}: Place): Promise<DatabaseState | undefined> {
  const directory = resolve(root, storage)
  if (!isRemote && !existsSync(join(directory, 'v3/d1'))) return undefined
  const place = isRemote ? ['--remote'] : ['--local', '--persist-to', directory]
  try {
    return await withDatabase([...place, ...which], async (db) => {
      const [row] = await selectState(db)
      if (!row) throw new Error('The database returned no row.')
      return {
        isSetupOpen: row.open === 1,
        defaultPasswords: row.default_passwords,
        passkeyRpIds: JSON.parse(row.rp_ids ?? '[]'),
        region: db.region?.(),
      }
    })
  } catch (error) {
    // A database that was never migrated has no accounts.
    if (error instanceof Error && /no such table/.test(error.message)) return undefined
    throw error
  }
}

interface StateRow {
  open: number
  default_passwords: number
  /** A JSON array. */
  rp_ids?: string
}

/** A database that was not migrated lately has accounts, but no passkeys. */
async function selectState(db: Database): Promise<StateRow[]> {
  try {
    return await db.select<StateRow>(`${stateQuery}, ${rpIds}`)
  } catch (error) {
    if (error instanceof Error && /no such table: passkeys/.test(error.message)) {
      return db.select<StateRow>(stateQuery)
    }
    throw error
  }
}

const rpIds = '(select json_group_array(distinct rp_id) from passkeys) as rp_ids'

const stateQuery = `select
  not exists (select 1 from milestones where name = 'set_up')
    and not exists (select 1 from accounts where role_id = 'admin') as open,
  (select count(*) from accounts
    where default_password = 1 and disabled_at is null) as default_passwords`
