import { join } from 'node:path'
import { node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { databases } from '../../lib/migrations.mjs'

/** The documented ones, as README's settings give their defaults. */
export const documented = [
  { api: 'asyncat', name: 'asyncat', email: 'admin@local', password: 'changeme' },
  { api: 'lncrawl', name: 'Lightnovel Crawler', email: 'admin', password: 'admin' },
]

/**
 * Which of the default accounts let somebody in with their documented password: those that do so now, and those that are
 * made by the first sign-in. Asked before the database is served.
 * @param {string} storage what --persist-to names
 * @returns {Promise<typeof documented>} all of them when the database cannot be read
 */
export async function defaultAccountsLeft(storage) {
  const files = filesIn(storage)
  // With another there is no saying which of them is served.
  if (files.length !== 1) return documented
  // SQLite is in our own Node, but not in each that runs this.
  const script = join(root, 'tools/commands/start/default-accounts-query.mjs')
  const { code, stdout } = await run(node, ['--no-warnings', script, files[0]])
  if (code !== 0) return documented
  const left = JSON.parse(stdout)
  return documented.filter(({ api }) => left.includes(api))
}

function filesIn(storage) {
  try {
    return databases(storage)
  } catch {
    return []
  }
}
