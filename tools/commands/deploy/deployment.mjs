import { appendFileSync, readFileSync } from 'node:fs'
import { readCommand } from '../../bootstrap/commands.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { unknownVariables } from '../../bootstrap/variables.mjs'
import { commitFlags } from '../../lib/commit.ts'
import { migrate, withDatabase, withPrivateFile } from '../../lib/database.ts'
import { buildPages } from '../../lib/pages.ts'
import { ask, askPassword, canAsk } from '../../lib/prompt.ts'
import { randomSecret, readConfig } from '../../lib/settings.ts'
import { lastOf, sameWorker, wrangler } from '../../lib/wrangler.ts'
import { createAdministrator, isProvided } from '../create-admin/administrator.mjs'
import { findings } from './deploy-plan.mjs'

const usualConfig = 'wrangler.toml'

/**
 * Settings, database, administrator, then the code with its secrets: the order that leaves no gap.
 * @param {string[]} argv
 * @param {(text: string) => void} say
 * @param {boolean} isTerminal whether a person reads what `say` prints: a secret goes into no log
 * @returns what to exit with
 * @throws Error in plain words
 */
export async function deploy(argv, say, isTerminal = false) {
  const { values } = readCommand('deploy', argv)
  // Each wrangler is told the file and the environment, so that none takes another than the one that was looked at.
  const args = argumentsOf({
    minify: true,
    ...values,
    config: values.config ?? usualConfig,
    env: values.env ?? process.env.CLOUDFLARE_ENV ?? '',
  })
  const config = readConfig(args)
  const { refusals, warnings } = await findings(config)
  for (const warning of warnings) say(`Note: ${warning}`)
  if (refusals.length > 0) {
    throw new Error(['Not deployed:', ...refusals.map((text) => `- ${text}`)].join('\n'))
  }
  say('The settings are fit to be deployed.')
  await buildPages()
  if (values['dry-run']) return (await send(args)).code

  const present = await secretNames(args)
  for (const text of unknownVariables(present, "the Worker's secrets")) say(`Note: ${text}`)
  const secrets = present.includes('JWT_SECRET') ? {} : { JWT_SECRET: randomSecret() }
  const where = ['--remote', ...sameWorker(args)]
  await migrate(where).catch((error) => {
    throw /Couldn't find/.test(error.message) ? new Error(noDatabase(config)) : error
  })
  say('The database is migrated.')
  const provided = await withDatabase(where, (db) => provide(db, config.vars, say))
  if (!provided && !present.includes('SETUP_TOKEN')) secrets.SETUP_TOKEN = randomSecret()
  const { code, uploaded } = await sendWith(secrets, args)
  if (code !== 0) return code
  if (!uploaded) throw new Error('wrangler uploaded nothing, so the old version still runs.')
  if (!provided) say(toDo(secrets.SETUP_TOKEN, isTerminal, args))
  return 0
}

/** A first administrator before the code answers anybody. @returns false if there is none: set-up then asks for a token */
async function provide(db, vars, say) {
  if (await isProvided(db)) return true
  const facts = await firstAdministrator(say)
  if (!facts) return false
  // Somebody else may deploy at the same moment: one of the two is enough.
  const account = await createAdministrator(db, vars, facts, true)
  say(account ? `Made the administrator ${account.email}.` : 'Set-up is complete.')
  return true
}

/** A token that nobody saw is safe: nobody can run set-up until the operator sets another one. */
function toDo(token, isTerminal, args) {
  const replace = `npx wrangler secret put SETUP_TOKEN${target(args)}`
  const place = 'at /auth/set-up, or POST /v1/auth/setup with the header X-Setup-Token'
  if (!token) {
    return `There is no administrator yet. Make the first one ${place}: it asks for the secret SETUP_TOKEN that was set before. To set another one: ${replace}`
  }
  if (isTerminal) {
    return `There is no administrator yet. Make the first one ${place}. The token is shown only this once:\n  ${token}`
  }
  return [
    'There is no administrator yet. Set-up asks for a random SETUP_TOKEN, which was not printed: this is no terminal.',
    'Make the first administrator in one of these ways:',
    '  npm run create-admin -- --remote',
    `  ${replace}`,
    `    and then ${place}`,
    '  LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD in the environment of the next npm run deploy',
  ].join('\n')
}

/** What makes `wrangler secret put` mean the Worker that was deployed. */
function target(args) {
  const name = nameOf(args)
  const which = name === undefined ? sameWorker(args) : ['--name', name]
  const pairs = which.flatMap((flag, index) =>
    index % 2 === 0 && !['', usualConfig].includes(which[index + 1])
      ? [` ${flag} ${which[index + 1]}`]
      : [],
  )
  return pairs.join('')
}

async function firstAdministrator(say) {
  const { LATCHKEY_ADMIN_EMAIL: email, LATCHKEY_ADMIN_PASSWORD: password } = process.env
  if (email && password) return { email, password }
  if (email || password) {
    throw new Error('LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD are needed together.')
  }
  if (!canAsk) return undefined
  say('There is no administrator yet. This makes the first one.')
  const address = await ask('E-mail address (nothing: set up later, with a token): ')
  return address.trim() ? { email: address.trim(), password: await askPassword() } : undefined
}

/** The name that wrangler deploy takes in place of wrangler.toml's; Workers Builds sets the variable. */
function nameOf(args) {
  return process.env.WRANGLER_CI_OVERRIDE_NAME || lastOf(args, '--name')
}

/**
 * Names of the secrets of the Worker that these arguments of wrangler deploy mean. One that was never deployed has none.
 */
export async function secretNames(args) {
  const name = nameOf(args)
  const which = sameWorker(args)
  const environment = which.indexOf('--env')
  // With --name and --env, deploy uploads NAME, but secret list looks for NAME-ENV.
  const { code, stdout, output } =
    name === undefined
      ? await wrangler(['secret', 'list', ...which])
      : await wrangler(
          [
            ...['secret', 'list', '--name', name],
            ...(environment < 0 ? which : which.toSpliced(environment, 2)),
          ],
          { env: { CLOUDFLARE_ENV: lastOf(which, '--env') ?? '' } },
        )
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
  return withPrivateFile('secrets.json', JSON.stringify(secrets), (file) =>
    send([...args, '--secrets-file', file]),
  )
}

/** @returns wrangler's exit code, and whether it uploaded a version: it also ends with 0 when somebody called it off */
function send(args) {
  return withPrivateFile('output.jsonl', '', async (file) => {
    const [minify, ...others] = args
    const command = ['deploy', minify, ...(await commitFlags()), ...others]
    const { code } = await wrangler(command, {
      show: true,
      stdin: 'inherit',
      env: { WRANGLER_OUTPUT_FILE_PATH: file },
    })
    const output = readFileSync(file, 'utf8')
    const wanted = process.env.WRANGLER_OUTPUT_FILE_PATH
    if (wanted) appendFileSync(wanted, output)
    const entries = output.split('\n').filter(Boolean).map(JSON.parse)
    const uploaded = entries.some(({ type, version_id }) => type === 'deploy' && version_id)
    return { code, uploaded }
  })
}

function noDatabase({ d1_databases }) {
  const { database_name, database_id } = d1_databases.find(({ binding }) => binding === 'DB')
  return database_id
    ? `There is no database ${database_id} on this Cloudflare account. Correct or remove database_id in wrangler.toml.`
    : `There is no database ${database_name} yet. Make it once, then deploy again:\n  npx wrangler d1 create ${database_name}\nIt is found by that name; wrangler.toml needs no database_id.`
}
