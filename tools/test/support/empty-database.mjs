import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '../../lib/database.ts'
import { noteMigrated } from '../../lib/migrations.ts'

/**
 * Puts an empty, migrated database where --persist-to would name it. `npm test` migrates one for all files to copy, as
 * that takes wrangler as long as ten tests.
 */
export async function emptyDatabase(storage) {
  const made = process.env.LATCHKEY_PREPARED
  if (made) cpSync(join(made, 'empty'), storage, { recursive: true })
  else await migrate(['--local', '--persist-to', storage])
  noteMigrated(storage)
}
