import { readSettings, SettingsError } from '../../../worker/config/settings.ts'
import { renamedValue } from '../../bootstrap/variables.mjs'
import { randomSecret } from '../../lib/settings.ts'
import { environmentChecks } from './environment.mjs'
import { danger, note, ok } from './report.mjs'
import { secretChecks } from './secrets.mjs'
import { variableChecks } from './variables.mjs'

/** OWASP's floor for bcrypt. */
const lowestCost = 10

/** NIST SP 800-63B-4 section 3.1.1.2: the least for a password that is used with a second factor; 15 for one alone. */
const shortestPassword = 8

/** NIST SP 800-63B-4 section 3.2.2: no more failed tries in a row. */
const mostAttempts = 100
/** Per account; the default allows 960. */
const mostGuessesADay = 10_000

/**
 * Variables as the Worker itself understands them.
 * @returns what it refuses, in its own words, which hold no value; and the settings, its default for each of those
 */
export async function understand(vars) {
  const wrong = []
  let rest = { ...vars, JWT_SECRET: vars.JWT_SECRET || randomSecret() }
  for (;;) {
    try {
      return { wrong, settings: await readSettings({ ...rest, DB: {}, FLOOD: {} }) }
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      wrong.push(...error.message.split(/; (?=[A-Z_]+: )/))
      // ADMIN_EMAIL may be refused for the sake of LOCAL_EMAIL alone.
      const refused = [...error.variables, 'LOCAL_EMAIL']
      const kept = Object.entries(rest).filter(([name]) => !refused.includes(name))
      const fewer = kept.length < Object.keys(rest).length ? Object.fromEntries(kept) : {}
      rest = { ...fewer, JWT_SECRET: fewer.JWT_SECRET ?? randomSecret() }
    }
  }
}

/**
 * @param facts `config`: wrangler.toml as wrangler reads it. `deployed`: the settings that would be deployed, and
 *   `wrong`: what the Worker refuses of them, as `understand` gives both. `devVars`: the names in .dev.vars. `local`: the variables here, .dev.vars over
 *   [vars]; undefined where another place is meant. `secrets`: names of the deployed Worker's secrets; undefined where
 *   nobody asked. `state`: of its database; undefined where none was looked at
 */
export function settingsFindings(facts) {
  return checks.flatMap((check) => check(facts) ?? [])
}

/** Clients that never share the origin of this Worker, by the API they use. */
const clientsElsewhere = {
  asta: "Asta's desktop and mobile clients",
  asyncat: "asyncat's web client",
}

const checks = [
  function refused({ wrong, config, local }) {
    return [...new Set(wrong)].map((text) => {
      const [name] = text.split(':')
      const renamed = [config.vars, local].flatMap((vars) => {
        const to = vars?.[name] && renamedValue(name, vars[name])
        return to ? [`"${vars[name]}" was renamed to "${to}". `] : []
      })
      return danger(
        'refused_setting',
        `${text}.`,
        `${renamed[0] ?? ''}Until that is mended, nothing is served but 503.`,
      )
    })
  },

  ...variableChecks,

  ...secretChecks,

  ...environmentChecks,

  function bcryptCost({ deployed: { PASSWORD_HASH, BCRYPT_COST } }) {
    if (PASSWORD_HASH === 'scrypt')
      return ok('bcrypt_cost', 'New passwords are hashed with scrypt.')
    if (BCRYPT_COST >= lowestCost) return ok('bcrypt_cost', `BCRYPT_COST is ${BCRYPT_COST}.`)
    return danger(
      'bcrypt_cost',
      `BCRYPT_COST is ${BCRYPT_COST}: stolen hashes are guessed cheaply.`,
      `Take ${lowestCost} or more.`,
    )
  },

  function defaultAccounts({ deployed, defaults, config, local }) {
    const known = [
      ['asyncat', 'LOCAL_PASSWORD'],
      ['lncrawl', 'ADMIN_PASSWORD'],
    ].flatMap(([api, name]) =>
      deployed.APIS.has(api) && deployed[name] === defaults[name] ? [name] : [],
    )
    if (config.vars.DEFAULT_ACCOUNTS === 'on') {
      const mend = 'Remove the line: npm start turns them on by itself.'
      const on =
        'DEFAULT_ACCOUNTS is on in wrangler.toml: strangers know how to become administrators.'
      const unchanged = known.map((name) =>
        danger('default_password', `${name} is the one in the manual.`, 'Choose another.'),
      )
      return [danger('default_accounts', on, mend), ...unchanged]
    }
    if (local?.DEFAULT_ACCOUNTS === 'on') {
      return note(
        'default_accounts',
        'Default accounts are on in .dev.vars, for this machine only.',
      )
    }
    return ok('default_accounts', 'Default accounts are off in what is deployed.')
  },

  function publicUrl({ deployed }) {
    if (!deployed.PUBLIC_URL) return
    const { protocol, hostname } = new URL(deployed.PUBLIC_URL)
    if (protocol === 'http:') {
      return danger(
        'public_url',
        'PUBLIC_URL is not https in wrangler.toml: mailed links would lead nowhere, or be read on the way.',
        'Give the https address of your front end.',
      )
    }
    if (/(^|\.)workers\.dev$/.test(hostname)) {
      return note(
        'public_url',
        'PUBLIC_URL is on workers.dev, where anybody can have a name like yours.',
        'Give the address of your front end, on a domain of your own.',
      )
    }
    return ok('public_url', 'PUBLIC_URL is https.')
  },

  function mail({ deployed, config }) {
    const missing = mailMissing(deployed, config)
    if (missing.length === 0)
      return ok('mail', 'PUBLIC_URL, MAIL_FROM and the binding MAIL are there.')
    return note(
      'mail',
      `Deployed like this no mail is sent, and its endpoints answer 503: ${missing.join(', ')} missing.`,
      'README, Deploy, step 3.',
    )
  },

  function registration({ deployed, config }) {
    if (deployed.REGISTRATION !== 'open' || mailMissing(deployed, config).length === 0) return
    return note(
      'registration',
      'Anybody may register, but without mail nobody can prove an address or reset a password.',
      'Set up mail, or REGISTRATION = "referral" or "closed".',
    )
  },

  function allowedOrigins({ deployed, config: { vars } }) {
    const elsewhere = Object.keys(clientsElsewhere).filter((api) => deployed.APIS.has(api))
    if (!vars?.ALLOWED_ORIGINS && elsewhere.length > 0) {
      const clients = elsewhere.map((api) => clientsElsewhere[api]).join(' and ')
      return note(
        'allowed_origins',
        `ALLOWED_ORIGINS is empty, so browsers refuse what ${clients} ask, which are on an origin of their own.`,
        'List the origins of those that you use.',
      )
    }
    return deployed.ALLOWED_ORIGINS.flatMap((origin) => {
      const [, scheme, host] = /^([^:]+):\/\/(\[[^\]]*\]|[^:]*)/.exec(origin)
      const isWeb = scheme === 'http' || scheme === 'https'
      if (isWeb && /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(host)) {
        return note(
          'allowed_origins',
          `ALLOWED_ORIGINS lets ${origin} in: any program on a user's machine may serve it.`,
          'Remove it, unless a mobile or desktop app needs it.',
        )
      }
      if (scheme !== 'http') return []
      return danger(
        'allowed_origins',
        `ALLOWED_ORIGINS lets ${origin} in: whoever sits on the way can change that page.`,
        'Serve it over https, and list that.',
      )
    })
  },

  function passwordMinLength({ deployed: { passwordMinLength: min } }) {
    if (min >= shortestPassword) {
      return ok('password_min_length', `New passwords have at least ${min} characters.`)
    }
    return note(
      'password_min_length',
      `New passwords may be as short as ${min} characters, which is the minimum that Asta documents.`,
      `Set PASSWORD_MIN_LENGTH = "${shortestPassword}" or more, unless Asta's clients need shorter ones.`,
    )
  },

  function loginAttempts({ deployed: { LOGIN_ATTEMPTS, LOGIN_WINDOW } }) {
    const aDay = Math.round((LOGIN_ATTEMPTS * 86_400) / LOGIN_WINDOW)
    const found = `LOGIN_ATTEMPTS and LOGIN_WINDOW allow ${LOGIN_ATTEMPTS} guesses at a time and ${aDay} a day for each account`
    if (LOGIN_ATTEMPTS > mostAttempts || aDay > mostGuessesADay) {
      return danger('login_attempts', `${found}.`, 'The defaults are 10 and 15m.')
    }
    if (LOGIN_ATTEMPTS < 3) {
      return note(
        'login_attempts',
        `${found}: a slip of the finger locks people out.`,
        'The default is 10.',
      )
    }
    return ok('login_attempts', `${found}.`)
  },

  function setup({ state, local, secrets, deployed }) {
    if (!state) {
      const why = local ? 'there is no local database yet' : '--remote does it'
      return note('setup', `Whether set-up is open was not looked at: ${why}.`)
    }
    const guarded = local ? Boolean(local.SETUP_TOKEN) : secrets?.includes('SETUP_TOKEN')
    if (!state.open) {
      if (!guarded) return ok('setup', 'Set-up is done.')
      return note('setup', 'Set-up is done, and SETUP_TOKEN is still set.', 'Remove it.')
    }
    if (guarded && deployed.APIS.has('open-archiver')) {
      return note(
        'setup',
        "Nobody administers yet; set-up asks for SETUP_TOKEN, which Open Archiver's own page cannot send.",
        'Use /auth/set-up here, or npm run create-admin.',
      )
    }
    if (guarded) return ok('setup', 'Nobody administers yet; set-up asks for SETUP_TOKEN.')
    const mend = 'npm run create-admin makes the first administrator.'
    if (local) return note('setup', 'Nobody administers the local database yet.', mend)
    return danger(
      'setup',
      'Nobody administers yet, and there is no SETUP_TOKEN: whoever comes first does.',
      'Run npm run create-admin -- --remote now.',
    )
  },

  function defaultPasswords({ state, local }) {
    if (!state?.defaultPasswords) return
    const level = local ? note : danger
    return level(
      'default_password',
      'A default account has kept its default password.',
      'Sign in and change it, or make an administrator: that locks it.',
    )
  },

  function requestLogs({ config: { observability } }) {
    if (observability?.logs?.invocation_logs === false) {
      return ok('request_logs', 'The platform logs no URLs.')
    }
    return danger(
      'request_logs',
      'invocation_logs is not false: the platform would log URLs, and GET /api/auth/verify-token has a token in its own.',
      'Put invocation_logs = false under [observability.logs].',
    )
  },

  function previewUrls({ config: { preview_urls } }) {
    if (preview_urls === false) return ok('preview_urls', 'Old versions have no address.')
    return danger(
      'preview_urls',
      'preview_urls is not false: each version that was ever uploaded may keep an address of its own on workers.dev, with its old code and the database of today.',
      'Put preview_urls = false at the top of wrangler.toml.',
    )
  },

  function floodLimit({ config: { ratelimits } }) {
    const flood = ratelimits?.find(({ name }) => name === 'FLOOD')
    if (!flood) {
      return danger(
        'flood_limit',
        'There is no [[ratelimits]] with the name FLOOD: nothing is served but 503.',
        'Put it back.',
      )
    }
    const { limit, period } = flood.simple
    const found = `One network address may send ${limit} requests in ${period} s where something is hashed or mailed`
    if (limit / period <= 10) {
      if (ratelimits.some(({ name }) => name === 'FLOOD_WIDE'))
        return ok('flood_limit', `${found}.`)
      return note(
        'flood_limit',
        `${found}, but a site with many IPv6 networks has no limit: there is no FLOOD_WIDE.`,
        'Put it back.',
      )
    }
    return danger('flood_limit', `${found}: that is no limit.`, 'The default is 100 in 60 s.')
  },

  function sweep({ config: { triggers } }) {
    if (triggers?.crons?.length > 0) return ok('sweep', 'Expired rows are swept by a cron trigger.')
    return note('sweep', 'No crons under [triggers]: expired rows stay for ever.', 'Put them back.')
  },

  function database({ config: { d1_databases } }) {
    const binding = d1_databases?.find(({ binding }) => binding === 'DB')
    if (!binding) {
      return danger('database', 'There is no [[d1_databases]] with the binding DB.', 'Put it back.')
    }
    if (binding.database_id) return ok('database', 'wrangler.toml names the database by its id.')
    if (binding.database_name) {
      return ok(
        'database',
        `wrangler.toml names the database ${binding.database_name}; without database_id it is found by that.`,
      )
    }
    return danger(
      'database',
      'The database has neither database_id nor database_name.',
      'Give one.',
    )
  },

  function flags({ config: { compatibility_flags } }) {
    if (compatibility_flags?.includes('nodejs_compat')) return
    return danger(
      'compatibility_flags',
      'compatibility_flags lack nodejs_compat: the Worker does not start.',
      'Put it back.',
    )
  },
]

function mailMissing({ PUBLIC_URL, MAIL_FROM }, { send_email }) {
  return [
    ...(PUBLIC_URL ? [] : ['PUBLIC_URL']),
    ...(MAIL_FROM ? [] : ['MAIL_FROM']),
    ...(send_email?.some(({ name }) => name === 'MAIL') ? [] : ['the send_email binding MAIL']),
  ]
}
