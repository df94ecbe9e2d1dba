import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asText, exitCode } from '../../commands/doctor/report.mjs'
import { entropyBits } from '../../commands/doctor/secrets.mjs'
import { settingsFindings, understand } from '../../commands/doctor/settings.mjs'
import { readConfig } from '../../lib/settings.ts'

/** What nobody has to mend. */
const soundVars = {
  PUBLIC_URL: 'https://app.example.com',
  MAIL_FROM: 'Latchkey <latchkey@example.com>',
  ALLOWED_ORIGINS: 'https://members.example.com',
}
const random = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6_w8Q1oKZ5Bi'
const hex = '9f2c41d07be8a35109f1c42d7b8ea350'
const repeated = 'q7Ff2mVwLz0R'.repeat(4)

/**
 * What is found where [vars] and the rest of wrangler.toml are sound but for the change given.
 * @returns {Promise<string[]>} level and name of whatever is not ok
 */
async function found({ vars = {}, config, devVars, secrets = ['JWT_SECRET'], state = done }) {
  const sound = readConfig([])
  const all = { ...sound, ...config, vars: { ...sound.vars, ...soundVars, ...vars } }
  const local = devVars && { ...all.vars, ...devVars }
  const [defaults, deployed, here] = await Promise.all([{}, all.vars, local ?? {}].map(understand))
  const findings = settingsFindings({
    config: all,
    devVars: Object.keys(devVars ?? {}),
    local,
    defaults: defaults.settings,
    deployed: deployed.settings,
    wrong: [...deployed.wrong, ...here.wrong],
    secrets: secrets ?? undefined,
    state: state ?? undefined,
  })
  const looks = { Settings: findings }
  const told = asText(looks)
  for (const value of [random, hex, repeated, 'swordfish']) assert.ok(!told.includes(value), told)
  const faults = findings.filter(({ level }) => level !== 'ok')
  assert.equal(exitCode(looks), faults.some(({ level }) => level === 'danger') ? 1 : 0)
  return faults.map(({ level, check }) => `${level} ${check}`)
}

const done = { open: false, defaultPasswords: 0 }
const flood = (limit, period) => ({ ratelimits: [{ name: 'FLOOD', simple: { limit, period } }] })

const cases = {
  'sound settings': [{}, []],
  'what was not looked at, deployed': [
    { secrets: null, state: null },
    ['note missing_secret', 'note setup'],
  ],
  'what was not looked at, here': [
    { devVars: { JWT_SECRET: random }, state: null },
    ['note setup'],
  ],
  'an unknown variable': [{ vars: { REGISTRATON: 'closed' } }, ['danger unknown_variable']],
  'an unknown variable in .dev.vars': [
    { devVars: { JWT_SECRET: random, registration: 'closed' } },
    ['danger unknown_variable'],
  ],
  'an unknown variable of an environment': [
    { config: { otherVars: { '[env.staging.vars]': { API: 'asta' } } } },
    ['danger unknown_variable'],
  ],
  'an unknown secret': [{ secrets: ['JWT_SECRET', 'JWT_SECRET_OLD'] }, ['note unknown_variable']],
  'variables that the dashboard keeps': [{ config: { keep_vars: true } }, ['note keep_vars']],
  'addresses of old versions': [{ config: { preview_urls: true } }, ['danger preview_urls']],
  'addresses of old versions, by default': [
    { config: { preview_urls: undefined } },
    ['danger preview_urls'],
  ],
  'a sound secret in .dev.vars': [{ devVars: { JWT_SECRET: random } }, []],
  'no .dev.vars': [{ devVars: {} }, ['note missing_secret']],
  'a short secret': [{ devVars: { JWT_SECRET: 'swordfish' } }, ['danger refused_setting']],
  'a placeholder': [
    { devVars: { JWT_SECRET: 'change-me-swordfish-0123456789-abcdefgh' } },
    ['danger refused_setting'],
  ],
  'a secret that repeats itself': [{ devVars: { JWT_SECRET: repeated } }, ['danger weak_secret']],
  'a secret of hex digits': [{ devVars: { JWT_SECRET: hex } }, ['note weak_secret']],
  'a weak previous secret': [
    { devVars: { JWT_SECRET: random, JWT_SECRET_PREVIOUS: repeated } },
    ['danger weak_secret', 'note previous_secret'],
  ],
  'a deployed previous secret': [
    { secrets: ['JWT_SECRET', 'JWT_SECRET_PREVIOUS'] },
    ['note previous_secret'],
  ],
  'a deployed Worker without a secret': [{ secrets: [] }, ['danger missing_secret']],
  'a deployed Worker with its secret': [{ secrets: ['JWT_SECRET'] }, []],
  'a secret in [vars]': [{ vars: { JWT_SECRET: random } }, ['danger committed_secret']],
  'a set-up token in [vars]': [{ vars: { SETUP_TOKEN: random } }, ['danger committed_secret']],
  'default accounts on, with the passwords of the manual': [
    { vars: { DEFAULT_ACCOUNTS: 'on' } },
    ['danger default_accounts', 'danger default_password', 'danger default_password'],
  ],
  'default accounts on, with one password of its own and one API without': [
    { vars: { DEFAULT_ACCOUNTS: 'on', LOCAL_PASSWORD: 'swordfish', APIS: 'asta, asyncat' } },
    ['danger default_accounts'],
  ],
  'default accounts on, with one password changed': [
    { vars: { DEFAULT_ACCOUNTS: 'on', ADMIN_PASSWORD: 'swordfish' } },
    ['danger default_accounts', 'danger default_password'],
  ],
  'default accounts on, on this machine only': [
    { devVars: { JWT_SECRET: random, DEFAULT_ACCOUNTS: 'on' } },
    ['note default_accounts'],
  ],
  'no PUBLIC_URL': [{ vars: { PUBLIC_URL: '' } }, ['note mail', 'note registration']],
  'no MAIL_FROM': [{ vars: { MAIL_FROM: '' } }, ['note mail', 'note registration']],
  'no mail, but a closed door': [
    { vars: { MAIL_FROM: '', REGISTRATION: 'closed' } },
    ['note mail'],
  ],
  'no mail binding': [{ config: { send_email: [] } }, ['note mail', 'note registration']],
  'PUBLIC_URL on http': [
    { vars: { PUBLIC_URL: 'http://swordfish.test' } },
    ['danger refused_setting', 'note mail', 'note registration'],
  ],
  'PUBLIC_URL on this machine': [
    { vars: { PUBLIC_URL: 'http://localhost:8787' } },
    ['danger public_url'],
  ],
  'PUBLIC_URL on workers.dev': [
    { vars: { PUBLIC_URL: 'https://latchkey.me.workers.dev' } },
    ['note public_url'],
  ],
  'origins of apps': [
    { vars: { ALLOWED_ORIGINS: 'https://app.example.com, tauri://localhost, x://:1' } },
    [],
  ],
  'an origin on http': [
    { vars: { ALLOWED_ORIGINS: 'https://app.example.com, http://app.example.com:81' } },
    ['danger allowed_origins'],
  ],
  'origins on the same machine': [
    { vars: { ALLOWED_ORIGINS: 'http://localhost:5173, https://127.0.0.1, http://[::1]:1' } },
    ['note allowed_origins', 'note allowed_origins', 'note allowed_origins'],
  ],
  'any origin': [{ vars: { ALLOWED_ORIGINS: '*' } }, ['danger refused_setting']],
  'cheap hashes': [{ vars: { BCRYPT_COST: '9' } }, ['danger bcrypt_cost']],
  'hashes just dear enough': [{ vars: { BCRYPT_COST: '10' } }, []],
  'too many guesses': [{ vars: { LOGIN_ATTEMPTS: '101' } }, ['danger login_attempts']],
  'too many guesses in a day': [{ vars: { LOGIN_WINDOW: '1m' } }, ['danger login_attempts']],
  'clients on another origin, and none let in': [
    { vars: { ALLOWED_ORIGINS: '', APIS: 'asyncat' } },
    ['note allowed_origins'],
  ],
  'no origin, and no such client': [{ vars: { ALLOWED_ORIGINS: '', APIS: 'argon' } }, []],
  'hardly a guess': [{ vars: { LOGIN_ATTEMPTS: '2' } }, ['note login_attempts']],
  'two settings that the Worker refuses': [
    { vars: { APIS: 'swordfish', LOGIN_WINDOW: 'swordfish' } },
    ['danger refused_setting', 'danger refused_setting'],
  ],
  'Asta alone, whose passwords may have four characters': [
    { vars: { APIS: 'asta' } },
    ['note password_min_length'],
  ],
  'Asta alone with a minimum of our own': [
    { vars: { APIS: 'asta', PASSWORD_MIN_LENGTH: '8' } },
    [],
  ],
  'two settings that clash': [{ vars: { LOCAL_EMAIL: 'admin' } }, ['danger refused_setting']],
  'set-up open, deployed': [
    { secrets: ['JWT_SECRET'], state: { open: true, defaultPasswords: 0 } },
    ['danger setup'],
  ],
  "set-up open, with a token that Open Archiver's page cannot send": [
    { secrets: ['JWT_SECRET', 'SETUP_TOKEN'], state: { open: true, defaultPasswords: 0 } },
    ['note setup'],
  ],
  'set-up open, with a token, without Open Archiver': [
    {
      vars: { APIS: 'argon' },
      secrets: ['JWT_SECRET', 'SETUP_TOKEN'],
      state: { open: true, defaultPasswords: 0 },
    },
    [],
  ],
  'set-up done, with a token': [
    { secrets: ['JWT_SECRET', 'SETUP_TOKEN'], state: { open: false, defaultPasswords: 0 } },
    ['note setup'],
  ],
  'set-up open, here': [
    { devVars: { JWT_SECRET: random }, state: { open: true, defaultPasswords: 0 } },
    ['note setup'],
  ],
  'a default password that works, deployed': [
    { secrets: ['JWT_SECRET'], state: { open: false, defaultPasswords: 1 } },
    ['danger default_password'],
  ],
  'a default password that works, here': [
    { devVars: { JWT_SECRET: random }, state: { open: false, defaultPasswords: 1 } },
    ['note default_password'],
  ],
  'logs of URLs': [{ config: { observability: { enabled: true } } }, ['danger request_logs']],
  'no flood limit': [{ config: { ratelimits: [] } }, ['danger flood_limit']],
  'a flood limit that is none': [{ config: flood(1000, 60) }, ['danger flood_limit']],
  'no limit for a site of IPv6 networks': [{ config: flood(100, 60) }, ['note flood_limit']],
  'no sweep': [{ config: { triggers: { crons: [] } } }, ['note sweep']],
  'no database': [{ config: { d1_databases: [] } }, ['danger database']],
  'a database nobody can find': [
    { config: { d1_databases: [{ binding: 'DB' }] } },
    ['danger database'],
  ],
  'a database named by its id': [
    { config: { d1_databases: [{ binding: 'DB', database_id: 'x' }] } },
    [],
  ],
  'no nodejs_compat': [{ config: { compatibility_flags: [] } }, ['danger compatibility_flags']],
}

for (const [name, [change, expected]] of Object.entries(cases)) {
  test(`${name}: ${expected.join(', ') || 'nothing'}`, async () => {
    assert.deepEqual(await found(change), expected)
  })
}

test('randomness is the number of characters times the bits that tell them apart', () => {
  assert.equal(entropyBits('abcd'), 8)
  assert.equal(entropyBits('aaaa'), 0)
  assert.equal(entropyBits('abab'), 2)
  assert.ok(entropyBits(random) > 200)
})

test('what the Worker refuses is told by name, in its words', async () => {
  const { wrong, settings } = await understand({ BCRYPT_COST: '3', APIS: 'x', LOGIN_ATTEMPTS: '7' })
  assert.equal(wrong.length, 2)
  assert.match(wrong.join('\n'), /^APIS: must be some of.*\nBCRYPT_COST: /)
  assert.equal(settings.LOGIN_ATTEMPTS, 7)
  assert.equal(settings.BCRYPT_COST, 12)
})
