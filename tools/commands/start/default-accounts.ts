import { DatabaseSync } from 'node:sqlite'
import { localDatabases } from '../../lib/migrations.ts'

/** A default account with its documented password. */
export interface DefaultAccount {
  api: 'asyncat' | 'lncrawl'
  name: string
  email: string
  password: string
}

/** The default accounts, with the defaults of the settings in README. */
export const documented: DefaultAccount[] = [
  { api: 'asyncat', name: 'asyncat', email: 'admin@local', password: 'changeme' },
  { api: 'lncrawl', name: 'Lightnovel Crawler', email: 'admin', password: 'admin' },
]

/**
 * The default accounts that accept their documented password: existing ones, and those that the first sign-in creates.
 * Call it before the database is served.
 * @param storage the value of --persist-to
 * @returns all default accounts if the database cannot be read
 */
export function openDefaultAccounts(storage: string): DefaultAccount[] {
  try {
    const [file, ...others] = localDatabases(storage)
    // Any of several databases may be the served one.
    if (file === undefined || others.length > 0) return documented
    const database = new DatabaseSync(file, { readOnly: true })
    const query = database.prepare(openQuery)
    const open = documented.filter(({ api, email }) => query.get({ api, email })?.open === 1)
    database.close()
    return open
  } catch {
    return documented
  }
}

/** As in worker/setup/default-accounts.ts: the first sign-in creates a missing account until setup is complete. */
const openQuery = `select
  not exists (select 1 from milestones where name in ('set_up', 'default_account:' || :api))
  or exists (
    select 1 from identifiers join accounts on accounts.id = identifiers.account_id
    where identifiers.key = :email and accounts.default_password = 1 and accounts.disabled_at is null
  ) as open`
