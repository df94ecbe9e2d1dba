// Looks for what is dangerous or forgotten, in the settings and in a running instance, and says what to do:
// npm run doctor -- --help. Ends with 1 when something is dangerous. It changes nothing and signs in nowhere.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { databaseArguments } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'

export async function run({ values }) {
  const { which } = databaseArguments(values)
  const { url, remote } = values
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol)) {
    throw new Error('--url wants an address such as https://auth.example.com')
  }
  const { asJson, asText, exitCode } = await import('./report.mjs')
  const { settingsFindings } = await import('./settings.mjs')
  const { instanceFindings } = await import('./instance.mjs')
  const { isLoopback, visit } = await import('./visit.mjs')

  const isHere = !remote && (url === undefined || isLoopback(new URL(url).hostname))
  const facts = await settingsFacts(values, which, isHere)
  const looks = { [isHere ? 'Settings here' : 'Settings deployed']: settingsFindings(facts) }
  if (url !== undefined) {
    const setupToken = facts.secrets?.includes('SETUP_TOKEN') ?? false
    looks[new URL(url).origin] = instanceFindings({ ...(await visit(url)), setupToken })
  }
  console.log(values.json ? asJson(looks) : asText(looks))
  return exitCode(looks)
}

async function settingsFacts(values, which, isHere) {
  const { understand } = await import('./settings.mjs')
  const { devVars, readConfig } = await import('../../lib/settings.ts')
  const config = readConfig(which)
  const own = devVars(config.environment)
  const local = isHere ? { ...config.vars, ...own } : undefined
  const [defaults, deployed, here] = await Promise.all(
    [{}, config.vars, local ?? {}].map(understand),
  )
  return {
    config,
    devVars: Object.keys(own),
    local,
    defaults: defaults.settings,
    deployed: deployed.settings,
    wrong: [...deployed.wrong, ...here.wrong],
    secrets: values.remote ? await deployedSecrets(which) : undefined,
    state: await databaseState(values, which, isHere),
  }
}

async function deployedSecrets(which) {
  const { secretNames } = await import('../deploy/deployment.mjs')
  return secretNames(which)
}

/** What a database says of set-up; undefined where there is none to look at, which a look must not make. */
async function databaseState({ remote, 'persist-to': persistTo }, which, isHere) {
  if (!remote && !isHere && persistTo === undefined) return undefined
  const storage = resolve(root, persistTo ?? '.wrangler/state')
  if (!remote && !existsSync(join(storage, 'v3/d1'))) return undefined
  const { withDatabase } = await import('../../lib/database.ts')
  const place = remote ? ['--remote'] : ['--local', '--persist-to', storage]
  try {
    const [{ open, default_passwords }] = await withDatabase([...place, ...which], (db) =>
      db.select(`select
        not exists (select 1 from milestones where name = 'set_up')
          and not exists (select 1 from accounts where role_id = 'admin') as open,
        (select count(*) from accounts
          where default_password = 1 and disabled_at is null) as default_passwords`),
    )
    return { open: open === 1, defaultPasswords: default_passwords }
  } catch (error) {
    // One that was never migrated holds nobody.
    if (/no such table/.test(error.message)) return undefined
    throw error
  }
}
