import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../child.mjs'
import { commitFlags } from '../commit.mjs'
import { findings } from '../deploy-plan.mjs'
import { deploy } from '../deployment.mjs'
import { readConfig } from '../settings.mjs'

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
async function attempt({ answers, env = {}, args = [] }) {
  runs += 1
  const path = (name) => join(scratch, `${runs}.${name}`)
  writeFileSync(path('answers'), JSON.stringify(answers))
  writeFileSync(path('calls'), '')
  Object.assign(process.env, {
    LATCHKEY_ADMIN_EMAIL: '',
    LATCHKEY_ADMIN_PASSWORD: '',
    LATCHKEY_WRANGLER: join(root, 'tools/test/fake-wrangler.mjs'),
    ANSWERS: path('answers'),
    CALLS: path('calls'),
    ...env,
  })
  const said = []
  const code = await deploy(args, (text) => said.push(text)).catch((error) => {
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

test('nobody to ask and nobody named: set-up is guarded by a token, shown once', async () => {
  const { code, output, calls, steps } = await attempt({ answers: noAdministrator })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'deploy'])
  const { JWT_SECRET, SETUP_TOKEN } = JSON.parse(calls.at(-1).files['--secrets-file'])
  assert.equal(output.split(SETUP_TOKEN).length, 2)
  assert.match(output, /X-Setup-Token/)
  assert.ok(!output.includes(JWT_SECRET))
  assert.ok(!JSON.stringify(calls.map(({ args }) => args)).includes(SETUP_TOKEN))
})

test('a set-up token that is there already stays', async () => {
  const names = [{ name: 'JWT_SECRET' }, { name: 'SETUP_TOKEN' }]
  const answers = { ...noAdministrator, 'secret list': { stdout: JSON.stringify(names) } }
  const { code, output, calls } = await attempt({ answers })
  assert.equal(code, 0, output)
  assert.deepEqual(calls.at(-1).files, {})
  assert.match(output, /SETUP_TOKEN that is set already/)
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
  assert.match(warnings.join(), /PUBLIC_URL and MAIL_FROM.*503/)
})

test('an administrator whose password breaks the rules stops it', async () => {
  const env = { ...credentials, LATCHKEY_ADMIN_PASSWORD: 'short' }
  const { code, output, steps } = await attempt({ answers: noAdministrator, env })
  assert.equal(code, 1)
  assert.match(output, /at least 8 characters/)
  assert.ok(!steps.includes('deploy'))
})
