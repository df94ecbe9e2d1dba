import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '../../lib/database.ts'
import { noteMigrated } from '../../lib/migrations.ts'

/**
 * Creates an empty, migrated database in a folder for --persist-to. `npm test` migrates one database for all test files to
 * copy, because wrangler takes as long as ten tests.
 */
export async function emptyDatabase(storage: string): Promise<void> {
  const prepared = process.env.LATCHKEY_PREPARED
  if (prepared) cpSync(join(prepared, 'empty'), storage, { recursive: true })
  else await migrate(['--local', '--persist-to', storage])
  noteMigrated(storage)
}
