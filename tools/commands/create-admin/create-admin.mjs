// Makes an administrator, the first or another one, also for somebody who is locked out: npm run create-admin -- --help.
// The password comes from LATCHKEY_ADMIN_PASSWORD or the terminal, never from an argument: those are seen by whoever lists
// processes, and kept by shells.
import { main, readDatabaseCommand } from '../../bootstrap/commands.mjs'
import { onOwnNode } from '../../bootstrap/install.mjs'
import { ask, askPassword, canAsk } from '../../lib/prompt.mjs'

const unneeded = 'Nothing to do: an administrator exists, or set-up happened already.'

await main('create-admin', async () => {
  const { values, which, where } = readDatabaseCommand('create-admin', process.argv.slice(2))
  await onOwnNode()
  // Only now: these need the packages and Node 24.
  const { createAdministrator, isProvided } = await import('./administrator.mjs')
  const { withDatabase } = await import('../../lib/database.mjs')
  const { ensureReady } = await import('../../lib/migrations.mjs')
  const { readConfig } = await import('../../lib/settings.mjs')

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
})

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
