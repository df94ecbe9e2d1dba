import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsFacts } from '../../commands/doctor/settings/facts.ts'
import { entropyBits } from '../../commands/doctor/settings/secrets.ts'
import { settingsFindings } from '../../commands/doctor/settings/settings.ts'
import { readWorkerSettings } from '../../commands/doctor/settings/worker-settings.ts'
import { readConfig } from '../../lib/settings.ts'
import { hex, random, repeated, testChanges } from '../support/settings-findings.ts'

testChanges({
  'sound settings': [{}, []],
  'a deployment without --remote': [
    { secrets: null, database: null },
    ['note missing_secret', 'note setup', 'note placement'],
  ],
  'this machine before the first start': [
    { devVars: { JWT_SECRET: random }, database: null },
    ['note setup'],
  ],
  'an RP ID above the host': [{ vars: { RP_ID: 'example.com' } }, []],
  'no domain for passkeys': [
    { vars: { PUBLIC_URL: 'http://127.0.0.1:8787' } },
    ['note relying_party', 'danger public_url'],
  ],
  'an origin on another domain': [
    { vars: { RP_ORIGINS: 'https://example.org' } },
    ['note relying_party'],
  ],
  'an origin without encryption': [
    { vars: { RP_ORIGINS: 'http://app.example.com' } },
    ['danger relying_party'],
  ],
  'passkeys of a former domain': [
    {
      database: {
        isSetupOpen: false,
        defaultPasswords: 0,
        passkeyRpIds: ['app.example.com', 'old.example.com'],
      },
    },
    ['danger relying_party'],
  ],
  'no passwords': [{ vars: { PASSWORDS: 'off' } }, ['note passwords']],
  'no passwords and no email': [
    { vars: { PASSWORDS: 'off', MAIL_FROM: '', REGISTRATION: 'closed' } },
    ['danger passwords', 'note passwords', 'note mail'],
  ],
  'no passwords and no domain': [
    { vars: { PASSWORDS: 'off', PUBLIC_URL: 'http://127.0.0.1:8787' } },
    ['danger refused_setting', 'note relying_party', 'danger public_url'],
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
  'an unknown secret': [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET', 'JWT_SECRET_OLD'] },
    ['note unknown_variable'],
  ],
  'variables that the dashboard keeps': [{ config: { keep_vars: true } }, ['note keep_vars']],
  'two settings that the Worker refuses': [
    { vars: { APIS: 'swordfish', LOGIN_WINDOW: 'swordfish' } },
    ['danger refused_setting', 'danger refused_setting'],
  ],
  'two settings that conflict': [{ vars: { LOCAL_EMAIL: 'admin' } }, ['danger refused_setting']],
  'a sound secret in .dev.vars': [{ devVars: { JWT_SECRET: random } }, []],
  'no .dev.vars': [
    { devVars: { ROOT_SECRET: '' } },
    ['note missing_secret', 'note missing_secret'],
  ],
  'a .dev.vars of a version without ROOT_SECRET': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET: '' } },
    ['note missing_secret'],
  ],
  'a root secret that equals JWT_SECRET': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET: random } },
    ['danger refused_setting'],
  ],
  'a short root secret': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET: 'swordfish' } },
    ['danger refused_setting'],
  ],
  'a root secret that repeats itself': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET: repeated } },
    ['danger weak_secret'],
  ],
  'a root secret of hex digits': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET: hex } },
    ['note weak_secret'],
  ],
  'a root secret that was JWT_SECRET': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET_PREVIOUS: 'JWT_SECRET' } },
    ['note previous_secret'],
  ],
  'a weak previous root secret': [
    { devVars: { JWT_SECRET: random, ROOT_SECRET_PREVIOUS: repeated } },
    ['danger weak_secret', 'note previous_secret'],
  ],
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
    { secrets: ['JWT_SECRET', 'ROOT_SECRET', 'JWT_SECRET_PREVIOUS'] },
    ['note previous_secret'],
  ],
  'a deployed previous root secret': [
    { secrets: ['JWT_SECRET', 'ROOT_SECRET', 'ROOT_SECRET_PREVIOUS'] },
    ['note previous_secret'],
  ],
  'a deployed Worker without secrets': [
    { secrets: [] },
    ['danger missing_secret', 'danger missing_secret'],
  ],
  'a deployed Worker without ROOT_SECRET': [{ secrets: ['JWT_SECRET'] }, ['danger missing_secret']],
  'a deployed Worker with its secrets': [{ secrets: ['JWT_SECRET', 'ROOT_SECRET'] }, []],
  'a secret in [vars]': [{ vars: { JWT_SECRET: random } }, ['danger committed_secret']],
  'a root secret in [vars]': [{ vars: { ROOT_SECRET: random } }, ['danger committed_secret']],
  'a setup token in [vars]': [{ vars: { SETUP_TOKEN: random } }, ['danger committed_secret']],
  'cheap hashes': [{ vars: { BCRYPT_COST: '9' } }, ['danger bcrypt_cost']],
  'hashes of the minimum cost': [{ vars: { BCRYPT_COST: '10' } }, []],
  'too many attempts in a row': [{ vars: { LOGIN_ATTEMPTS: '101' } }, ['danger login_attempts']],
  'too many attempts a day': [{ vars: { LOGIN_WINDOW: '1m' } }, ['danger login_attempts']],
  'too few attempts': [{ vars: { LOGIN_ATTEMPTS: '2' } }, ['note login_attempts']],
  'Asta alone, whose passwords can have four characters': [
    { vars: { APIS: 'asta' } },
    ['note password_min_length'],
  ],
  'Asta alone with a higher minimum': [{ vars: { APIS: 'asta', PASSWORD_MIN_LENGTH: '8' } }, []],
  'no PUBLIC_URL': [
    { vars: { PUBLIC_URL: '' } },
    ['note relying_party', 'note mail', 'note registration'],
  ],
  'no MAIL_FROM': [{ vars: { MAIL_FROM: '' } }, ['note mail', 'note registration']],
  'no mail, with registration closed': [
    { vars: { MAIL_FROM: '', REGISTRATION: 'closed' } },
    ['note mail'],
  ],
  'no mail binding': [{ config: { send_email: [] } }, ['note mail', 'note registration']],
  'PUBLIC_URL on http': [
    { vars: { PUBLIC_URL: 'http://swordfish.test' } },
    ['danger refused_setting', 'note relying_party', 'note mail', 'note registration'],
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
  'no allowed origin, with clients on another origin': [
    { vars: { ALLOWED_ORIGINS: '', APIS: 'asyncat' } },
    ['note allowed_origins'],
  ],
  'an API for access tokens': [
    { vars: { OAUTH: 'on', RESOURCES: 'https://api.example.com, urn:example' } },
    [],
  ],
  'an API on http': [
    { vars: { OAUTH: 'on', RESOURCES: 'http://api.example.com' } },
    ['danger resources'],
  ],
  'an API while access tokens are off': [
    { vars: { RESOURCES: 'https://api.example.com' } },
    ['note resources'],
  ],
  'documents of any client': [{ vars: { OAUTH: 'on', CIMD: 'any' } }, ['note cimd']],
  'documents of listed clients': [
    { vars: { OAUTH: 'on', CIMD: 'list', CIMD_HOSTS: 'app.example.com' } },
    [],
  ],
  'documents of clients while OAUTH is off': [{ vars: { CIMD: 'any' } }, ['note cimd']],
  'hosts of documents without a list': [
    { vars: { OAUTH: 'on', CIMD_HOSTS: 'app.example.com' } },
    ['note cimd'],
  ],
  'no allowed origin, without such clients': [{ vars: { ALLOWED_ORIGINS: '', APIS: 'argon' } }, []],
})

test('randomness is the number of characters times the bits that distinguish them', () => {
  assert.equal(entropyBits('abcd'), 8)
  assert.equal(entropyBits('aaaa'), 0)
  assert.equal(entropyBits('abab'), 2)
  assert.ok(entropyBits(random) > 200)
})

test('a refused setting is reported by name, in the words of the Worker', async () => {
  const { refused, settings } = await readWorkerSettings({
    BCRYPT_COST: '3',
    APIS: 'x',
    LOGIN_ATTEMPTS: '7',
  })
  assert.equal(refused.length, 2)
  assert.match(refused.join('\n'), /^APIS: must be some of.*\nBCRYPT_COST: /)
  assert.equal(settings.LOGIN_ATTEMPTS, 7)
  assert.equal(settings.BCRYPT_COST, 12)
})

test('a renamed setting and a renamed value are reported with their present names', async () => {
  const config = { ...readConfig([]), vars: { USER_TOKEN_DAYS: '30', REGISTRATION: 'referral' } }
  const findings = settingsFindings(await settingsFacts({ config, devVars: {}, isLocal: false }))
  const [refused, unknown] = findings
  assert.equal(refused?.check, 'refused_setting')
  assert.match(refused.message, /^REGISTRATION: /)
  assert.equal(
    refused.fix,
    '"referral" was renamed to "invitation". Until this is fixed, the Worker answers every request with 503.',
  )
  assert.equal(unknown?.check, 'unknown_variable')
  assert.match(unknown.message, /^USER_TOKEN_DAYS .* It was renamed to INVITATION_DAYS\.$/)
})
