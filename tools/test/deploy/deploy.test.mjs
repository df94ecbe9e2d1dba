import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'
import { findings } from '../../commands/deploy/deploy-plan.mjs'
import { deploy } from '../../commands/deploy/deployment.mjs'
import { commitFlags } from '../../lib/commit.ts'
import { readConfig } from '../../lib/settings.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-deploy-'))
after(() => rmSync(scratch, { recursive: true }))
const toml = readFileSync(join(root, 'wrangler.toml'), 'utf8')

const rows = (...results) => ({ stdout: JSON.stringify([{ results, success: true }]) })
const newWorker = { code: 1, stderr: 'Worker "latchkey" not found.\n' }
const noAdministrator = {
  'secret list': newWorker,
  provided: rows({ provided: 0 }),
  '--file': rows(),
  'select username': rows({ username: null, email: 'boss@x.test', role_id: 'admin' }),
}
const settled = {
  'secret list': { stdout: JSON.stringify([{ name: 'JWT_SECRET', type: 'secret_text' }]) },
  provided: rows({ provided: 1 }),
}
const credentials = {
  LATCHKEY_ADMIN_EMAIL: 'boss@x.test',
  LATCHKEY_ADMIN_PASSWORD: 'Walk-the-3-dogs',
}

let runs = 0

/** Deploys with a wrangler that only writes down what it is told. */
async function attempt({ answers, env = {}, args = [], isTerminal = false }) {
  runs += 1
  const path = (name) => join(scratch, `${runs}.${name}`)
  writeFileSync(path('answers'), JSON.stringify(answers))
  writeFileSync(path('calls'), '')
  Object.assign(process.env, {
    LATCHKEY_ADMIN_EMAIL: '',
    LATCHKEY_ADMIN_PASSWORD: '',
    LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.mjs'),
    ANSWERS: path('answers'),
    CALLS: path('calls'),
    CLOUDFLARE_ENV: '',
    WRANGLER_CI_OVERRIDE_NAME: '',
    ...env,
  })
  const said = []
  const code = await deploy(args, (text) => said.push(text), isTerminal).catch((error) => {
    said.push(error.message)
    return 1
  })
  const lines = readFileSync(path('calls'), 'utf8').split('\n').filter(Boolean)
  const calls = lines.map((line) => JSON.parse(line))
  return { code, output: said.join('\n'), calls, steps: calls.map(stepOf) }
}

function stepOf({ args, files }) {
  const line = args.join(' ')
  if (line.startsWith('d1 execute')) return files['--file'] ? 'write' : 'read'
  return ['secret list', 'd1 migrations apply', 'deploy'].find((step) => line.startsWith(step))
}

test('a first deployment: migrations, then the administrator, then the code with its secret', async () => {
  const { code, output, calls, steps } = await attempt({
    answers: noAdministrator,
    env: credentials,
  })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'write', 'read', 'deploy'])
  for (const { args } of calls.slice(1, -1)) assert.ok(args.includes('--remote'))
  const sql = calls[3].files['--file']
  assert.match(sql, /insert into "accounts"/i)
  assert.match(sql, /insert into "milestones"/i)
  const { JWT_SECRET, ...others } = JSON.parse(calls.at(-1).files['--secrets-file'])
  assert.ok(Buffer.from(JWT_SECRET, 'base64url').length >= 32)
  assert.deepEqual(others, {})
  const flags = ['--minify', ...(await commitFlags())]
  assert.deepEqual(calls.at(-1).args.slice(0, 1 + flags.length), ['deploy', ...flags])

  // The file that held the secret is gone, and neither it nor the password was seen elsewhere.
  const { args } = calls.at(-1)
  assert.throws(() => readFileSync(args[args.indexOf('--secrets-file') + 1]))
  const seen = JSON.stringify(calls.map((call) => call.args)) + output
  const everything = JSON.stringify(calls) + output
  assert.ok(!seen.includes(JWT_SECRET))
  assert.ok(!everything.includes(credentials.LATCHKEY_ADMIN_PASSWORD))
  assert.doesNotMatch(everything, /\$2b\$/)
})

test('each deployment that makes a secret makes another one', async () => {
  const secretOf = async () => {
    const { calls } = await attempt({ answers: noAdministrator, env: credentials })
    return JSON.parse(calls.at(-1).files['--secrets-file']).JWT_SECRET
  }
  assert.notEqual(await secretOf(), await secretOf())
})

test('nobody to ask and nobody named: set-up is guarded by a token, shown once on a terminal', async () => {
  const { code, output, calls, steps } = await attempt({
    answers: noAdministrator,
    isTerminal: true,
  })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'deploy'])
  const { JWT_SECRET, SETUP_TOKEN } = JSON.parse(calls.at(-1).files['--secrets-file'])
  assert.equal(output.split(SETUP_TOKEN).length, 2)
  assert.match(output, /X-Setup-Token/)
  assert.ok(!output.includes(JWT_SECRET))
  assert.ok(!JSON.stringify(calls.map(({ args }) => args)).includes(SETUP_TOKEN))
})

test('without a terminal the token is set and never printed: the output says how to set another', async () => {
  const { code, output, calls } = await attempt({
    answers: noAdministrator,
    args: ['--name', 'foo'],
  })
  assert.equal(code, 0, output)
  const { SETUP_TOKEN } = JSON.parse(calls.at(-1).files['--secrets-file'])
  assert.ok(Buffer.from(SETUP_TOKEN, 'base64url').length >= 32)
  assert.ok(!output.includes(SETUP_TOKEN))
  assert.match(output, /npx wrangler secret put SETUP_TOKEN --name foo\n/)
  assert.match(output, /npm run create-admin -- --remote/)
  assert.match(output, /LATCHKEY_ADMIN_EMAIL/)
})

test('a token is printed only after an upload that took place', async () => {
  for (const answer of [{ uploaded: false }, { code: 1, stderr: 'no luck' }]) {
    const { code, output, calls } = await attempt({
      answers: { ...noAdministrator, 'deploy --minify': answer },
      isTerminal: true,
    })
    assert.equal(code, 1)
    const { SETUP_TOKEN } = JSON.parse(calls.at(-1).files['--secrets-file'])
    assert.ok(SETUP_TOKEN && !output.includes(SETUP_TOKEN))
    assert.doesNotMatch(output, /secret put/)
  }
})

const named = [
  { args: ['--name', 'foo'] },
  { args: ['--name=foo'] },
  { args: ['--env', 'staging', '--name=foo'], config: true },
  { args: ['--name=foo', '-e=staging'], config: true },
  { args: ['--name', 'foo'], env: { CLOUDFLARE_ENV: 'staging' }, config: true },
  { args: ['--name', 'other'], env: { WRANGLER_CI_OVERRIDE_NAME: 'foo' } },
]
for (const { args, env = {}, config } of named) {
  const typed = [...Object.entries(env).map((pair) => pair.join('=')), ...args].join(' ')
  test(`the secrets are those of the Worker that is deployed: ${typed}`, async () => {
    const { output, calls, code } = await attempt({
      answers: settled,
      args: config ? [...args, '--config', staging()] : args,
      env,
    })
    assert.equal(code, 0, output)
    const [{ args: listed, environment }] = calls
    assert.deepEqual(listed.slice(0, 4), ['secret', 'list', '--name', 'foo'])
    // With --env wrangler would look for foo-staging; the variable only chooses the account.
    assert.ok(!listed.includes('--env'))
    assert.equal(environment, config ? 'staging' : '')
    assert.deepEqual(calls.at(-1).files, {})
  })
}

test('without a name they are those of the environment', async () => {
  const file = staging()
  for (const [args, env] of [
    [['-c', file, '-e', 'staging'], {}],
    [[`--config=${file}`], { CLOUDFLARE_ENV: 'staging' }],
  ]) {
    const { calls, code, output } = await attempt({ answers: settled, args, env })
    assert.equal(code, 0, output)
    for (const call of calls) {
      const line = call.args.join(' ')
      assert.match(line, /--env[ =]staging( |$)/)
      assert.ok(line.includes(file))
    }
  }
})

test('what wrangler deploy is given comes in one form, and it is told the environment', async () => {
  const { calls, code, output } = await attempt({
    answers: settled,
    args: ['--var', 'AUDIT_DAYS:30', 'LOGIN_ATTEMPTS:5', '--tag=v1', '-e='],
  })
  assert.equal(code, 0, output)
  const { args } = calls.at(-1)
  // In a repository the commit goes along.
  const commit = args.findIndex((arg) => arg.startsWith('LATCHKEY_COMMIT:'))
  assert.deepEqual(commit < 0 ? args : args.toSpliced(commit - 1, 2), [
    ...['deploy', '--minify', '--var=AUDIT_DAYS:30', '--var=LOGIN_ATTEMPTS:5', '--tag=v1'],
    ...['--env=', '--config=wrangler.toml'],
  ])
})

const slips = {
  '--dryrun': /Did you mean --dry-run\?/,
  '--dry-run=yes': /--dry-run is a switch/,
  '--secrets-file=x': /Unknown option --secrets-file/,
  '--keep-vars': /Unknown option --keep-vars/,
  '--no-bundle': /Unknown option --no-bundle/,
  '--temporary': /Unknown option --temporary/,
  'worker/index.ts': /Unexpected argument worker\/index\.ts/,
  '--name': /--name needs a value/,
  '--name=': /--name needs a value/,
  '--name --dry-run': /--name needs a value/,
  '--env=staging': /wrangler\.toml has no \[env\.staging\], so nothing was done/,
  '--config=nowhere.toml': /There is no file/,
  '--var REGISTRATON:closed':
    /REGISTRATON in \[vars\] is not a setting.*Did you mean REGISTRATION\?/,
}
for (const [line, reason] of Object.entries(slips)) {
  test(`${line} is refused before anything happens`, async () => {
    const { code, output, calls } = await attempt({ answers: settled, args: line.split(' ') })
    assert.equal(code, 1)
    assert.match(output, reason)
    assert.deepEqual(calls, [])
  })
}

test('an environment that exists nowhere is refused when a variable names it, too', async () => {
  const { code, output, calls } = await attempt({
    answers: settled,
    env: { CLOUDFLARE_ENV: 'stagin' },
    args: ['--config', staging()],
  })
  assert.equal(code, 1)
  assert.match(output, /no \[env\.stagin\].*Did you mean staging\?/)
  assert.deepEqual(calls, [])
})

test('a dry run is one in every spelling', async () => {
  for (const args of [['--dry-run'], ['--dry-run=true'], ['--tag', 'x', '--dry-run']]) {
    const { code, calls } = await attempt({ answers: {}, args })
    assert.equal(code, 0)
    assert.equal(calls.length, 1)
    assert.ok(calls[0].args.includes('--dry-run'))
  }
  const { steps } = await attempt({ answers: settled, args: ['--dry-run=false'] })
  assert.equal(steps.at(-1), 'deploy')
  assert.ok(steps.includes('secret list'))
})

test('every file of variables goes to every wrangler, and no other configuration is taken', async () => {
  // Node, too, looks for them, wherever the option stands.
  const files = ['a.env', 'b.env'].map((name) => join(scratch, name))
  for (const file of files) writeFileSync(file, '')
  const { calls } = await attempt({ answers: settled, args: ['--env-file', ...files] })
  assert.ok(calls.length > 3)
  for (const { args } of calls) {
    const line = args.join(' ').replaceAll(/(--[\w-]+)=/g, '$1 ')
    assert.ok(line.includes(files.map((file) => `--env-file ${file}`).join(' ')), line)
    assert.match(line, /--config wrangler\.toml/)
  }
})

test('the code can be left as it is written', async () => {
  const { calls } = await attempt({ answers: settled, args: ['--no-minify'] })
  assert.deepEqual(
    calls.at(-1).args.filter((arg) => arg.includes('minify')),
    ['--minify=false'],
  )
})

test('a name in .dev.vars that is not a setting is refused', async () => {
  const { refusals } = await findings(readConfig([]), { JWT_SECRET: 'x', REGISTRATON: 'closed' })
  assert.deepEqual(refusals, [
    'REGISTRATON in .dev.vars is not a setting, so it has no effect. Did you mean REGISTRATION?',
  ])
})

test('a flag that npm took for itself is noticed', async () => {
  const env = { npm_config_dry_run: 'true' }
  const { code, output, calls } = await attempt({ answers: settled, env })
  delete process.env.npm_config_dry_run
  assert.equal(code, 1)
  assert.match(output, /npm took --dry-run for itself.*npm run deploy -- --dry-run/)
  assert.deepEqual(calls, [])
})

/** The wrangler.toml of the documentation: production, and the environment that docs/staging.md describes. */
function staging(change = (text) => text) {
  const file = join(scratch, 'staging.toml')
  const environment = toml.slice(toml.indexOf('# [env.staging]')).replace(/^# ?/gm, '')
  assert.match(environment, /^\[env\.staging\]/)
  writeFileSync(file, toml.slice(0, toml.indexOf('# [env.staging]')) + change(environment))
  return file
}

test('the environment in the comments of wrangler.toml can be deployed', async () => {
  const { refusals } = await findings(readConfig(['--config', staging(), '--env', 'staging']))
  assert.deepEqual(refusals, [])
})

test('an environment that lacks a binding of production, or shares what is its own, is refused', async () => {
  const without = (header, name) => (text) =>
    text.replace(
      new RegExp(
        `\\[\\[?env\\.staging\\.${header}\\]\\]?\\n(?:(?!\\n\\[|\\n\\n).)*"${name}"[^[]*`,
        's',
      ),
      '',
    )
  const cases = [
    [without('d1_databases', 'DB'), /\[env\.staging\] has no DB/],
    [without('send_email', 'MAIL'), /\[env\.staging\] has no MAIL/],
    ...readConfig([]).ratelimits.map(({ name }) => [
      without('ratelimits', name),
      new RegExp(`\\[env\\.staging\\] has no ${name}:`),
    ]),
    [(text) => text.replace('"latchkey-staging"', '"latchkey"'), /has the database of production/],
    [
      (text) => text.replace('[env.staging]', '[env.staging]\nname = "latchkey"'),
      /the name of production/,
    ],
    [
      (text) => text.replace('REGISTRATION', 'REGISTRATON'),
      /REGISTRATON in \[env\.staging\.vars\]/,
    ],
  ]
  for (const [change, reason] of cases) {
    const config = readConfig(['--config', staging(change), '--env', 'staging'])
    const { refusals } = await findings(config)
    assert.match(refusals.join('\n'), reason)
  }
})

test('an environment cannot be deployed over production by --name either', async () => {
  const args = ['--config', staging(), '--env=staging', '--name=latchkey']
  const { code, output, calls } = await attempt({ answers: settled, args })
  assert.equal(code, 1)
  assert.match(output, /has the name of production, latchkey/)
  assert.deepEqual(calls, [])
})

test('a typing error in another section is found, too', async () => {
  const file = staging((text) => text.replace('REGISTRATION', 'REGISTRATON'))
  const { refusals } = await findings(readConfig(['--config', file]))
  assert.match(refusals.join(), /REGISTRATON in \[env\.staging\.vars\] is not a setting/)
})

test('an environment that would inherit the routes of production is refused', async () => {
  const file = staging()
  const route = 'routes = [{ pattern = "auth.example.com", custom_domain = true }]\n'
  writeFileSync(file, route + readFileSync(file, 'utf8').replace(/^routes = .*$/m, ''))
  const { refusals } = await findings(readConfig(['--config', file, '--env', 'staging']))
  assert.match(refusals.join(), /answers on the routes of production: auth\.example\.com/)
})

test('a set-up token that is there already stays', async () => {
  const names = [{ name: 'JWT_SECRET' }, { name: 'SETUP_TOKEN' }]
  const answers = { ...noAdministrator, 'secret list': { stdout: JSON.stringify(names) } }
  const { code, output, calls } = await attempt({ answers })
  assert.equal(code, 0, output)
  assert.deepEqual(calls.at(-1).files, {})
  assert.match(output, /SETUP_TOKEN that was set before/)
})

test('a later deployment migrates and sends the code; secrets and accounts stay', async () => {
  const { code, output, calls, steps } = await attempt({ answers: settled, args: ['--env', ''] })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'deploy'])
  assert.deepEqual(calls.at(-1).files, {})
})

test('nothing is sent when an earlier step fails', async () => {
  const failed = { code: 1, stderr: 'no luck' }
  const without = (step) =>
    attempt({ answers: { ...noAdministrator, [step]: failed }, env: credentials })
  for (const step of ['secret list', 'd1 migrations apply', 'provided', '--file']) {
    const { code, output, steps } = await without(step)
    assert.equal(code, 1, step)
    assert.ok(!steps.includes('deploy'), step)
    assert.match(output, /no luck/)
  }
})

test('a missing database: it says how to make one', async () => {
  const missing = {
    code: 1,
    stderr: "Couldn't find a D1 DB named 'latchkey' (bound as 'DB') in the API.",
  }
  const { code, output, steps } = await attempt({
    answers: { ...settled, 'd1 migrations apply': missing },
  })
  assert.equal(code, 1)
  assert.match(output, /npx wrangler d1 create latchkey/)
  assert.ok(!steps.includes('deploy'))
})

test('a dry run asks and changes nothing', async () => {
  const { code, calls } = await attempt({ answers: {}, args: ['--dry-run'] })
  assert.equal(code, 0)
  assert.deepEqual(
    calls.map(({ args }) => args.includes('--dry-run')),
    [true],
  )
})

test('unsafe settings are refused before anything is asked', async () => {
  const args = ['--var', 'BCRYPT_COST:4', 'DEFAULT_ACCOUNTS:on']
  const { code, output, calls } = await attempt({ answers: settled, args })
  assert.equal(code, 1)
  assert.match(output, /Not deployed:\n- BCRYPT_COST is 4.*\n- DEFAULT_ACCOUNTS is on/)
  assert.deepEqual(calls, [])
})

test('each unsafe setting has its refusal', async () => {
  const secret = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6'
  const vars = (line) => toml.replace('[vars]', `[vars]\n${line}`)
  const unsafe = {
    'BCRYPT_COST is 9': vars('BCRYPT_COST = "9"'),
    'DEFAULT_ACCOUNTS is on': vars('DEFAULT_ACCOUNTS = "on"'),
    'JWT_SECRET is in [vars]': vars(`JWT_SECRET = "${secret}"`),
    'JWT_SECRET_PREVIOUS is in [vars]': vars(`JWT_SECRET_PREVIOUS = "${secret}"`),
    'SETUP_TOKEN is in [vars]': vars(`SETUP_TOKEN = "${secret}"`),
    'ALLOWED_ORIGINS: must be exact': vars('ALLOWED_ORIGINS = "*"'),
    'APIS: must be some of': toml.replace(/^APIS = .*$/m, 'APIS = "astra"'),
    'PUBLIC_URL is not https': vars('PUBLIC_URL = "http://localhost:8787"'),
    'REGISTRATON in [vars] is not a setting': vars('REGISTRATON = "closed"'),
    'registration in [vars] is not a setting': vars('registration = "closed"'),
    'preview_urls is not false': toml.replace('preview_urls = false', 'preview_urls = true'),
    'preview_urls is not false:': toml.replace('preview_urls = false', ''),
    'There is no [[ratelimits]] with the name FLOOD': toml.replace('name = "FLOOD"', 'name = "F"'),
    'invocation_logs is not false': toml.replace('invocation_logs = false', ''),
    'binding DB': toml.replace('binding = "DB"', 'binding = "OTHER"'),
  }
  for (const [reason, config] of Object.entries(unsafe)) {
    const file = join(scratch, 'unsafe.toml')
    writeFileSync(file, config)
    const { refusals } = await findings(readConfig(['--config', file]))
    assert.ok(refusals.join('\n').includes(reason), `${reason}: ${refusals}`)
    assert.equal(refusals.length, 1, refusals.join('\n'))
    assert.ok(!refusals.join().includes(secret))
  }
  assert.deepEqual((await findings(readConfig([]))).refusals, [])
})

test('mail that cannot be sent is worth a note', async () => {
  const { warnings } = await findings(readConfig([]))
  assert.match(warnings.join(), /503: PUBLIC_URL, MAIL_FROM missing/)
})

test('an administrator whose password breaks the rules stops it', async () => {
  const env = { ...credentials, LATCHKEY_ADMIN_PASSWORD: 'short' }
  const { code, output, steps } = await attempt({ answers: noAdministrator, env })
  assert.equal(code, 1)
  assert.match(output, /at least 8 characters/)
  assert.ok(!steps.includes('deploy'))
})
