import type { Database } from '../../lib/database.ts'
import { ask, askPassword, canAsk } from '../../lib/prompt.ts'
import type { Variables } from '../../lib/settings.ts'
import { createAdministrator, hasAdministrator } from '../create-admin/administrator.ts'

/**
 * Creates the first administrator, before the code serves any request. Without passwords, the administrator creates a passkey at
 * setup instead.
 * @returns false if there is no administrator: setup then requires a token
 */
export async function provideAdministrator(
  db: Database,
  vars: Variables,
  print: (text: string) => void,
): Promise<boolean> {
  if (await hasAdministrator(db)) return true
  if (vars.PASSWORDS === 'off') return false
  const facts = await readCredentials(print)
  if (!facts) return false
  // Another deployment may run at the same time: one administrator is enough.
  const account = await createAdministrator(db, vars, facts, true)
  print(account ? `Created the administrator ${account.email}.` : 'Setup is complete.')
  return true
}

async function readCredentials(
  print: (text: string) => void,
): Promise<{ email: string; password: string } | undefined> {
  const { LATCHKEY_ADMIN_EMAIL: email, LATCHKEY_ADMIN_PASSWORD: password } = process.env
  if (email && password) return { email, password }
  if (email || password) {
    throw new Error('Set both LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD, or none.')
  }
  if (!canAsk) return undefined
  print('There is no administrator yet. Create the first one now.')
  const address = await ask('Email address (leave it empty to set up later, with a token): ')
  return address.trim() ? { email: address.trim(), password: await askPassword() } : undefined
}
