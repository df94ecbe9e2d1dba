import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkSettings } from '../../commands/deploy/settings-check.ts'
import { readConfig } from '../../lib/settings.ts'
import { attempt, deployedWorker, scratch, toml, writeStaging } from '../support/deployment.ts'

/** Why a configuration would not be deployed, one refusal per line. */
async function refusalsOf(args: string[]): Promise<string> {
  return (await checkSettings(readConfig(args))).refusals.join('\n')
}

test('wrangler.toml and the environment of docs/staging.md can be deployed', async () => {
  assert.equal(await refusalsOf([]), '')
  const file = writeStaging()
  assert.match(readFileSync(file, 'utf8'), /^\[env\.staging\]/m)
  assert.equal(await refusalsOf(['--config', file, '--env', 'staging']), '')
})

test('unsafe settings are refused before wrangler runs', async () => {
  const args = ['--var', 'BCRYPT_COST:4', 'DEFAULT_ACCOUNTS:on']
  const { code, output, calls } = await attempt({ answers: deployedWorker, args })
  assert.equal(code, 1)
  assert.match(output, /Not deployed:\n- BCRYPT_COST is 4.*\n- DEFAULT_ACCOUNTS is on/)
  assert.deepEqual(calls, [])
})

const secret = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6'
const vars = (line: string) => toml.replace('[vars]', `[vars]\n${line}`)
const unsafe = {
  'BCRYPT_COST is 9': vars('BCRYPT_COST = "9"'),
  'DEFAULT_ACCOUNTS is on': vars('DEFAULT_ACCOUNTS = "on"'),
  'JWT_SECRET is in [vars]': vars(`JWT_SECRET = "${secret}"`),
  'ROOT_SECRET is in [vars]': vars(`ROOT_SECRET = "${secret}"`),
  'JWT_SECRET_PREVIOUS is in [vars]': vars(`JWT_SECRET_PREVIOUS = "${secret}"`),
  'SETUP_TOKEN is in [vars]': vars(`SETUP_TOKEN = "${secret}"`),
  'ALLOWED_ORIGINS: must be exact': vars('ALLOWED_ORIGINS = "*"'),
  'APIS: must be some of': toml.replace(/^APIS = .*$/m, 'APIS = "astra"'),
  'PUBLIC_URL uses http': vars('PUBLIC_URL = "http://localhost:8787"'),
  'REGISTRATON in [vars] is not a setting': vars('REGISTRATON = "closed"'),
  'registration in [vars] is not a setting': vars('registration = "closed"'),
  'USER_TOKEN_DAYS in [vars] is not a setting, so it has no effect. It was renamed to INVITATION_DAYS':
    vars('USER_TOKEN_DAYS = "30"'),
  '"referral" was renamed to "invitation"': toml.replace(
    'REGISTRATION = "open"',
    'REGISTRATION = "referral"',
  ),
  'preview_urls is not false': toml.replace('preview_urls = false', 'preview_urls = true'),
  'preview_urls is not false:': toml.replace('preview_urls = false', ''),
  'There is no [[ratelimits]] with the name RATE_LIMIT': toml.replace(
    'name = "RATE_LIMIT"',
    'name = "F"',
  ),
  'invocation_logs is not false': toml.replace('invocation_logs = false', ''),
  'binding DB': toml.replace('binding = "DB"', 'binding = "OTHER"'),
}
for (const [reason, text] of Object.entries(unsafe)) {
  test(`an unsafe setting has one refusal, without its value: ${reason}`, async () => {
    const file = join(scratch, 'unsafe.toml')
    writeFileSync(file, text)
    const { refusals } = await checkSettings(readConfig(['--config', file]))
    const [refusal = '', ...others] = refusals
    assert.ok(refusal.includes(reason), refusal)
    assert.deepEqual(others, [])
    assert.ok(!refusal.includes(secret))
  })
}

test('a name in .dev.vars that is not a setting is refused', async () => {
  const local = { JWT_SECRET: 'x', REGISTRATON: 'closed' }
  const { refusals } = await checkSettings(readConfig([]), local)
  assert.deepEqual(refusals, [
    'REGISTRATON in .dev.vars is not a setting, so it has no effect. Did you mean REGISTRATION?',
  ])
})

test('missing mail settings are a warning', async () => {
  const { warnings } = await checkSettings(readConfig([]))
  assert.match(warnings.join('\n'), /503: PUBLIC_URL, MAIL_FROM missing/)
})

test('an environment that lacks a binding of production, or shares one, is refused', async () => {
  const without = (header: string, name: string) => (text: string) =>
    text.replace(
      new RegExp(
        `\\[\\[?env\\.staging\\.${header}\\]\\]?\\n(?:(?!\\n\\[|\\n\\n).)*"${name}"[^[]*`,
        's',
      ),
      '',
    )
  const cases: [change: (text: string) => string, reason: RegExp][] = [
    [without('d1_databases', 'DB'), /\[env\.staging\] has no DB/],
    [without('send_email', 'MAIL'), /\[env\.staging\] has no MAIL/],
    ...readConfig([]).ratelimits.map(({ name }): (typeof cases)[number] => [
      without('ratelimits', name),
      new RegExp(`\\[env\\.staging\\] has no ${name}:`),
    ]),
    [(text) => text.replace('"latchkey-staging"', '"latchkey"'), /uses the production database/],
    [
      (text) => text.replace('[env.staging]', '[env.staging]\nname = "latchkey"'),
      /has the name of the production Worker/,
    ],
    [
      (text) => text.replace('REGISTRATION', 'REGISTRATON'),
      /REGISTRATON in \[env\.staging\.vars\]/,
    ],
  ]
  for (const [change, reason] of cases) {
    assert.match(await refusalsOf(['--config', writeStaging(change), '--env', 'staging']), reason)
  }
})

test('--name cannot deploy an environment over production', async () => {
  const args = ['--config', writeStaging(), '--env=staging', '--name=latchkey']
  const { code, output, calls } = await attempt({ answers: deployedWorker, args })
  assert.equal(code, 1)
  assert.match(output, /has the name of the production Worker, latchkey/)
  assert.deepEqual(calls, [])
})

test('a misspelled variable of another section is refused', async () => {
  const file = writeStaging((text) => text.replace('REGISTRATION', 'REGISTRATON'))
  const refusals = await refusalsOf(['--config', file])
  assert.match(refusals, /REGISTRATON in \[env\.staging\.vars\] is not a setting/)
})

test('an environment that would inherit the routes of production is refused', async () => {
  const file = writeStaging()
  const route = 'routes = [{ pattern = "auth.example.com", custom_domain = true }]\n'
  writeFileSync(file, route + readFileSync(file, 'utf8').replace(/^routes = .*$/m, ''))
  const refusals = await refusalsOf(['--config', file, '--env', 'staging'])
  assert.match(refusals, /uses the production routes.*: auth\.example\.com/)
})
