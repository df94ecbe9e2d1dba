import { randomUUID } from 'node:crypto'
import type { Keys } from '../../../worker/config/keys.ts'
import type { Database } from '../../lib/database.ts'
import type { ImportedAccount, SkipReason } from './imported-account.ts'
import { factorRows } from './second-factors/rows.ts'
import { insertStatements, maxIds, selectCreated, selectStates } from './statements.ts'

/** What happened to an account. */
export type Outcome = 'created' | SkipReason

/**
 * Creates a batch of accounts as one change, except those that exist or whose names are taken.
 * @param keys encrypt the secrets of second factors; undefined if there is none
 * @returns the outcome of each account
 */
export async function writeBatch(
  db: Database,
  accounts: ImportedAccount[],
  keys?: Keys,
): Promise<Outcome[]> {
  const duplicates = findDuplicates(accounts)
  const unique = accounts.filter((account) => !duplicates.has(account))
  const outcomes = new Map<string, Outcome>()
  if (unique.length > 0) {
    const now = Date.now()
    const importId = `import-${randomUUID()}`
    const owned = await factorRows(unique, keys, now)
    await db.change(insertStatements(unique, owned, importId, now))
    const created = await db.select<{ id: string }>(selectCreated(importId, now))
    for (const { id } of created) outcomes.set(id, 'created')
  }
  const skipped = unique.map(({ id }) => id).filter((id) => !outcomes.has(id))
  for (let start = 0; start < skipped.length; start += maxIds) {
    const ids = new Set(skipped.slice(start, start + maxIds))
    for (const id of ids) outcomes.set(id, 'taken')
    const states = await db.select<{ id: string; state: 'present' | 'deleted_here' }>(
      selectStates([...ids]),
    )
    for (const { id, state } of states) {
      // The result may contain other ids with the same prefix.
      if (ids.has(id) && outcomes.get(id) !== 'present') outcomes.set(id, state)
    }
  }
  return accounts.map((account) => duplicates.get(account) ?? outcomes.get(account.id) ?? 'taken')
}

/** Finds accounts with the id or an identifier of an earlier account. */
function findDuplicates(accounts: ImportedAccount[]): Map<ImportedAccount, Outcome> {
  const duplicates = new Map<ImportedAccount, Outcome>()
  const seen = new Set<string>()
  for (const account of accounts) {
    const keys = account.keys.map(({ key }) => `key ${key}`)
    if (seen.has(account.id)) duplicates.set(account, 'present')
    else if (keys.some((key) => seen.has(key))) duplicates.set(account, 'taken')
    else for (const each of [account.id, ...keys]) seen.add(each)
  }
  return duplicates
}
