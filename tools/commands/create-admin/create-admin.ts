import { type Arguments, databaseArguments } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { ensureReady } from '../../lib/migrations.ts'
import { ask, askPassword, canAsk } from '../../lib/prompt.ts'
import { readConfig } from '../../lib/settings.ts'
import { createAdministrator, hasAdministrator, type NewAdministrator } from './administrator.ts'

type Values = Arguments<'create-admin'>['values']

/**
 * Creates an administrator, also if an operator is locked out. Without passwords, it prints a link that signs in once. The password comes from LATCHKEY_ADMIN_PASSWORD or the
 * terminal, never from an argument: other users of the machine can list arguments, and shells store them.
 * @throws Error in plain English
 */
export async function run({ values }: Arguments<'create-admin'>): Promise<number> {
  const { which, where } = databaseArguments(values)
  const ifNone = values['if-none'] ?? false
  const { vars } = readConfig(which)
  // Report missing facts before the migrations. With --if-none the facts may not be needed.
  const hasPasswords = vars.PASSWORDS !== 'off'
  let facts = ifNone ? undefined : await readFacts(values, hasPasswords)
  await ensureReady(where)
  const account = await withDatabase(where, async (db) => {
    if (ifNone && (await hasAdministrator(db))) return undefined
    facts ??= await readFacts(values, hasPasswords)
    return createAdministrator(db, vars, facts, ifNone)
  })
  if (account) {
    const names = [account.username, account.email].filter(Boolean).join(', ')
    const database = values.remote ? 'the deployed database' : 'the local database'
    console.log(`Created the administrator ${names} in ${database}. Setup is complete.`)
    if (account.link) {
      console.log(`Open this link within an hour to sign in and add a passkey:\n  ${account.link}`)
    }
  } else console.log('Nothing to do: an administrator exists, or setup is complete.')
  return 0
}

async function readFacts(values: Values, hasPasswords: boolean): Promise<NewAdministrator> {
  const { username, 'first-name': firstName, 'last-name': lastName } = values
  let email = values.email ?? process.env.LATCHKEY_ADMIN_EMAIL
  let password = process.env.LATCHKEY_ADMIN_PASSWORD
  if (!canAsk) {
    if (!email && !username) throw new Error('Use --email or set LATCHKEY_ADMIN_EMAIL.')
    if (!password && hasPasswords) throw new Error('Set LATCHKEY_ADMIN_PASSWORD to the password.')
  }
  if (!email && !username) email = await ask('Email address: ')
  if (hasPasswords) password ||= await askPassword()
  return {
    ...(email && { email: email.trim() }),
    ...(username && { username: username.trim() }),
    ...(firstName && { firstName: firstName.trim() }),
    ...(lastName && { lastName: lastName.trim() }),
    ...(password && { password }),
  }
}
