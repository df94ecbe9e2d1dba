import { importFile } from './command.mjs'

/** Imports accounts with their password hashes. The same command again continues after a stop. */
export function run() {
  return importFile(process.argv.slice(3))
}
