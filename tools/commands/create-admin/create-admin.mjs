// Makes an administrator, the first or another one, also for somebody who is locked out: npm run create-admin -- --help.
// The password comes from LATCHKEY_ADMIN_PASSWORD or the terminal, never from an argument: those are seen by whoever lists
// processes, and kept by shells.
import { databaseArguments } from '../../bootstrap/commands.mjs'
import { withDatabase } from '../../lib/database.ts'
import { ensureReady } from '../../lib/migrations.ts'
import { ask, askPassword, canAsk } from '../../lib/prompt.ts'
import { readConfig } from '../../lib/settings.ts'
import { createAdministrator, isProvided } from './administrator.mjs'

const unneeded = 'Nothing to do: an administrator exists, or set-up happened already.'

export async function run({ values }) {
  const { which, where } = databaseArguments(values)

  const ifNone = values['if-none']
  const { vars } = readConfig(which)
  // Whoever forgot something hears so at once; with --if-none nothing may be needed.
  let facts = ifNone ? undefined : await askFacts(values)
  await ensureReady(where)
  const account = await withDatabase(where, async (db) => {
    if (ifNone && (await isProvided(db))) return undefined
    facts ??= await askFacts(values)
    return createAdministrator(db, vars, facts, ifNone)
  })
  if (!account) return console.log(unneeded)
  const names = [account.username, account.email].filter(Boolean).join(', ')
  const place = values.remote ? 'the deployed database' : 'the local database'
  console.log(`Made the administrator ${names} in ${place}. Set-up is complete.`)
}

async function askFacts(values) {
  let email = values.email ?? process.env.LATCHKEY_ADMIN_EMAIL
  let password = process.env.LATCHKEY_ADMIN_PASSWORD
  if (!canAsk) {
    if (!email && !values.username) throw new Error('Give --email or LATCHKEY_ADMIN_EMAIL.')
    if (!password) throw new Error('Put the password into LATCHKEY_ADMIN_PASSWORD.')
  }
  if (!email && !values.username) email = await ask('E-mail address: ')
  password ||= await askPassword()
  return {
    ...(email && { email: email.trim() }),
    ...(values.username && { username: values.username.trim() }),
    ...(values['first-name'] && { firstName: values['first-name'].trim() }),
    ...(values['last-name'] && { lastName: values['last-name'].trim() }),
    password,
  }
}
