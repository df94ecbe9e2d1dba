import { runAccount } from './account-command.mjs'

/** Exports or erases what is stored about one account. The export is JSON on stdout; everything else is on stderr. */
export function run() {
  return runAccount(process.argv.slice(3))
}
