import { createAdministrator, isProvided } from './administrator.mjs'
import { commitFlags } from './commit.mjs'
import { migrate, withDatabase, withPrivateFile } from './database.mjs'
import { findings } from './deploy-plan.mjs'
import { buildPages } from './pages.mjs'
import { ask, askPassword, canAsk } from './prompt.mjs'
import { randomSecret, readConfig } from './settings.mjs'
import { sameWorker, wrangler } from './wrangler.mjs'

/**
 * Settings, database, administrator, then the code with its secrets: the order that leaves no gap.
 * @param {string[]} args for wrangler deploy
 * @param {(text: string) => void} say
 * @returns wrangler's exit code
 * @throws Error in plain words
 */
export async function deploy(args, say) {
  const config = readConfig(args)
  const { refusals, warnings } = await findings(config)
  for (const warning of warnings) say(`Note: ${warning}`)
  if (refusals.length > 0) {
    throw new Error(['Not deployed:', ...refusals.map((text) => `- ${text}`)].join('\n'))
  }
  say('The settings are fit to be deployed.')
  await buildPages()
  if (args.includes('--dry-run')) return send(args)

  const which = sameWorker(args)
  const present = await secretNames(which, args)
  const secrets = present.includes('JWT_SECRET') ? {} : { JWT_SECRET: randomSecret() }
  const where = ['--remote', ...which]
  await migrate(where).catch((error) => {
    throw /Couldn't find/.test(error.message) ? new Error(noDatabase(config)) : error
  })
  say('The database is migrated.')
  const toDo = await withDatabase(where, (db) => closeSetup(db, config.vars, present, secrets, say))
  const code = await sendWith(secrets, args)
  if (code === 0 && toDo) say(toDo)
  return code
}

/** A first administrator before the code answers anybody, or a token that set-up will ask for. */
async function closeSetup(db, vars, present, secrets, say) {
  if (await isProvided(db)) return undefined
  const facts = await firstAdministrator(say)
  if (facts) {
    // Somebody else may deploy at the same moment: one of the two is enough.
    const account = await createAdministrator(db, vars, facts, true)
    say(account ? `Made the administrator ${account.email}.` : 'Set-up is complete.')
    return undefined
  }
  const request = 'POST /v1/auth/setup with the header X-Setup-Token'
  if (present.includes('SETUP_TOKEN')) {
    return `Nobody administers yet. Make the first administrator by ${request}: the secret SETUP_TOKEN that is set already.`
  }
  secrets.SETUP_TOKEN = randomSecret()
  return `Nobody administers yet. Make the first administrator by ${request}, which is shown only this once:\n  ${secrets.SETUP_TOKEN}`
}

async function firstAdministrator(say) {
  const { LATCHKEY_ADMIN_EMAIL: email, LATCHKEY_ADMIN_PASSWORD: password } = process.env
  if (email && password) return { email, password }
  if (email || password) {
    throw new Error('LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD are needed together.')
  }
  if (!canAsk) return undefined
  say('Nobody administers yet. This makes the first administrator.')
  const address = await ask('E-mail address (nothing: set up later, with a token): ')
  return address.trim() ? { email: address.trim(), password: await askPassword() } : undefined
}

/** Names of the secrets the Worker has. One that was never deployed has none. */
export async function secretNames(which, args) {
  const name = args.indexOf('--name')
  const ofName = name < 0 ? [] : args.slice(name, name + 2)
  const { code, stdout, output } = await wrangler(['secret', 'list', ...which, ...ofName])
  const list = /^\[[\s\S]*/m.exec(stdout)?.[0]
  if (code === 0 && list) return JSON.parse(list).map((secret) => secret.name)
  // No other failure may pass for "none": a new JWT_SECRET over the old one would sign everybody out.
  if (/Worker "[^"]*"( \(env: [^)]*\))? not found/.test(output)) return []
  throw new Error(
    `${output.trim()}\nCloudflare could not be asked: npx wrangler login, or set CLOUDFLARE_API_TOKEN.`,
  )
}

/** The secrets go with the code in one upload, so no version ever serves without them. */
function sendWith(secrets, args) {
  if (Object.keys(secrets).length === 0) return send(args)
  if (args.some((arg) => arg.startsWith('--secrets-file'))) {
    throw new Error('Set secrets with npx wrangler secret put: --secrets-file is taken here.')
  }
  return withPrivateFile('secrets.json', JSON.stringify(secrets), (file) =>
    send([...args, '--secrets-file', file]),
  )
}

async function send(args) {
  const command = ['deploy', '--minify', ...(await commitFlags()), ...args]
  const { code } = await wrangler(command, { show: true, stdin: 'inherit' })
  return code
}

function noDatabase({ d1_databases }) {
  const { database_name, database_id } = d1_databases.find(({ binding }) => binding === 'DB')
  return database_id
    ? `There is no database ${database_id} on this Cloudflare account. Correct or remove database_id in wrangler.toml.`
    : `There is no database ${database_name} yet. Make it once, then deploy again:\n  npx wrangler d1 create ${database_name}\nIt is found by that name; wrangler.toml needs no database_id.`
}
