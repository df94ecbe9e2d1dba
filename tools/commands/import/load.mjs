import { randomUUID } from 'node:crypto'
import { created, inserts, mostIds, states } from './statements.mjs'

/**
 * Writes accounts, those that can be created, as one change.
 * @param {import('../../lib/database.ts').Database} db
 * @param {object[]} accounts as `personOf` makes them
 * @returns {Promise<string[]>} what became of each: `created`, or the reason of `skipped` that holds it back
 */
export async function load(db, accounts) {
  const fates = new Map()
  const writable = withoutTwins(accounts, fates)
  if (writable.length > 0) {
    const now = Date.now()
    const mark = `import-${randomUUID()}`
    await db.change(inserts(writable, mark, now))
    for (const { id } of await db.select(created(mark, now))) fates.set(id, 'created')
  }
  const left = writable.filter(({ id }) => !fates.has(id)).map(({ id }) => id)
  for (let start = 0; start < left.length; start += mostIds) {
    const asked = left.slice(start, start + mostIds)
    for (const id of asked) fates.set(id, 'taken')
    // The answer may hold ids that begin like one of ours and are others.
    const known = new Set(asked)
    for (const { id, state } of await db.select(states(asked))) {
      if (known.has(id) && fates.get(id) !== 'present') fates.set(id, state)
    }
  }
  return accounts.map((account) => fates.get(account) ?? fates.get(account.id))
}

/** Of accounts that have an id or a key in common the first stays. */
function withoutTwins(accounts, fates) {
  const seen = new Set()
  return accounts.filter((account) => {
    const keys = account.keys.map(({ key }) => `key ${key}`)
    if (seen.has(account.id)) fates.set(account, 'present')
    else if (keys.some((key) => seen.has(key))) fates.set(account, 'taken')
    else {
      for (const each of [account.id, ...keys]) seen.add(each)
      return true
    }
    return false
  })
}
