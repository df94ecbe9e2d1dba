import { and, type SQL, sql } from 'drizzle-orm'
import { identifierKey } from '../accounts/identifiers.ts'
import type { Settings } from '../config/settings.ts'
import type { Api } from '../config/vars.ts'
import { milestoneExists } from '../db/milestones.ts'

/** An account that exists from the start according to asyncat's or lncrawl's document. */
export interface DefaultAccount {
  api: Api
  email: string
  key: string
  password: string
  name: string
}

/** The default accounts of the enabled documents; none unless DEFAULT_ACCOUNTS is on, and none without passwords. */
export function defaultAccounts(settings: Settings): DefaultAccount[] {
  if (!settings.DEFAULT_ACCOUNTS || !settings.PASSWORDS) return []
  const { LOCAL_EMAIL, LOCAL_PASSWORD, ADMIN_EMAIL, ADMIN_PASSWORD } = settings
  const all: Omit<DefaultAccount, 'key'>[] = [
    { api: 'asyncat', email: LOCAL_EMAIL, password: LOCAL_PASSWORD, name: 'Admin' },
    { api: 'lncrawl', email: ADMIN_EMAIL, password: ADMIN_PASSWORD, name: 'Server Admin' },
  ]
  return all
    .filter(({ api }) => settings.APIS.has(api))
    .map((account) => ({ ...account, key: identifierKey(account.email) }))
}

/** True once a default account can no longer be created: it was created before, or setup is complete. */
export function isSettled(api: Api): SQL {
  return sql`(${milestoneExists('set_up')} or ${milestoneExists(`default_account:${api}`)})`
}

/**
 * True unless one of the identifier keys is reserved for a default account that may still be created.
 * @returns undefined if no key belongs to a default account
 */
export function isNotReserved(settings: Settings, keys: string[]): SQL | undefined {
  const reserved = defaultAccounts(settings).filter(({ key }) => keys.includes(key))
  return and(...reserved.map(({ api }) => isSettled(api)))
}
