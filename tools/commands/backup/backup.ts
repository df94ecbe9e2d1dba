import { closeSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { newFile } from '../../lib/files/new-file.ts'
import { requireMigrated } from '../../lib/migrations.ts'
import { readConfig } from '../../lib/settings.ts'
import { insertOf, nextPage, type Page, tables } from './statements.ts'

/**
 * Writes the accounts and everything that is kept about them as SQL, for an empty, migrated database. What is valid for a short time
 * is left out. D1's own export refuses a database with a search index.
 * @throws Error in plain English, also if the file exists
 */
export async function run({ values, positionals }: Arguments<'backup'>): Promise<void> {
  // npm runs scripts in the folder of package.json and passes the folder where the user called it.
  const file = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? '')
  const { which, where } = databaseArguments(values)
  readConfig(which)
  // An earlier backup is never overwritten.
  const { descriptor: output, keep, remove } = newFile(file)
  let count = 0
  try {
    await withDatabase(where, async (db) => {
      await requireMigrated(db, where)
      writeSync(output, 'pragma defer_foreign_keys = true;\n')
      for (const table of tables) {
        let rows = await db.select<Page>(nextPage(table))
        while (rows.length > 0) {
          for (const { row } of rows) writeSync(output, `${insertOf(table, row)};\n`)
          count += rows.length
          // Reading a local database leaves no pause in which a signal could end this.
          await setImmediate()
          rows = await db.select<Page>(nextPage(table, rows.at(-1)?.key))
        }
      }
    })
  } catch (error) {
    remove()
    throw error
  } finally {
    closeSync(output)
    keep()
  }
  console.log(`Wrote ${count} rows of ${tables.length} tables to ${file}.`)
}
