import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import { root } from '../../bootstrap/process.mjs'
import { mergedFile, operatorFile, projectFile } from './files.ts'
import { mergeTables, type Table } from './merge.ts'

/**
 * Writes the merged settings if one of the two files changed.
 * @param directory the folder of the files
 * @returns the name of the file for `--config`; undefined if there is no operator's file, so that wrangler.toml applies alone
 * @throws Error with wrangler's message for a file that is not TOML
 */
export function writeMergedConfig(directory = root): string | undefined {
  const files = [projectFile, operatorFile].map((name) => join(directory, name))
  if (!files.every((file) => existsSync(file))) return undefined
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${readFileSync(file, 'utf8')}\0`)
  const head = `// From ${projectFile} and ${operatorFile}: change those. ${hash.digest('hex')}\n`
  const merged = join(directory, mergedFile)
  if (existsSync(merged) && readFileSync(merged, 'utf8').startsWith(head)) return mergedFile
  const [project = {}, operator = {}] = files.map(readTable)
  writeFileSync(merged, `${head}${JSON.stringify(mergeTables(project, operator), null, 2)}\n`)
  return mergedFile
}

/** The operator's own settings; undefined if there is no such file. */
export function operatorSettings(directory = root): Table | undefined {
  const file = join(directory, operatorFile)
  return existsSync(file) ? readTable(file) : undefined
}

function readTable(file: string): Table {
  // A configuration is a table.
  return experimental_readRawConfig({ config: file }, { hideWarnings: true }).rawConfig as Table
}
