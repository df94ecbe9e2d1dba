import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commitFlags, release } from '../../lib/commit.ts'
import {
  attempt,
  credentials,
  deployedWorker,
  newWorker,
  uploadedSecrets,
} from '../support/deployment.ts'

test('a first deployment migrates, creates the administrator, then uploads the code with its secrets', async () => {
  const { code, output, calls, steps } = await attempt({ answers: newWorker, env: credentials })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'write', 'read', 'deploy'])
  for (const { args } of calls.slice(1, -1)) assert.ok(args.includes('--remote'))
  const sql = calls[3]?.files['--file'] ?? ''
  assert.match(sql, /insert into "accounts"/i)
  assert.match(sql, /insert into "milestones"/i)
  const { JWT_SECRET = '', ROOT_SECRET = '', ...others } = uploadedSecrets(calls)
  for (const secret of [JWT_SECRET, ROOT_SECRET]) {
    assert.ok(Buffer.from(secret, 'base64url').length >= 32)
  }
  assert.notEqual(ROOT_SECRET, JWT_SECRET)
  assert.deepEqual(others, {})
  const args = calls.at(-1)?.args ?? []
  const flags = ['--minify', ...(await commitFlags()), '--tag', await release()]
  assert.deepEqual(args.slice(0, 1 + flags.length), ['deploy', ...flags])

  // The file with the secret was removed. The secret and the password appear nowhere else.
  assert.throws(() => readFileSync(args[args.indexOf('--secrets-file') + 1] ?? ''), /ENOENT/)
  const visible = JSON.stringify(calls.map((call) => call.args)) + output
  const everything = JSON.stringify(calls) + output
  for (const secret of [JWT_SECRET, ROOT_SECRET]) assert.ok(!visible.includes(secret))
  assert.ok(!everything.includes(credentials.LATCHKEY_ADMIN_PASSWORD))
  assert.doesNotMatch(everything, /\$2b\$/)
})

test('each deployment that generates secrets generates others', async () => {
  const secretsOf = async () => {
    const { calls } = await attempt({ answers: newWorker, env: credentials })
    return Object.values(uploadedSecrets(calls))
  }
  const all = [...(await secretsOf()), ...(await secretsOf())]
  assert.equal(new Set(all).size, 4)
})

test('the first deployment with ROOT_SECRET keeps the data of JWT_SECRET readable, and prints when to end it', async () => {
  const names = [{ name: 'JWT_SECRET' }]
  const answers = { ...deployedWorker, 'secret list': { stdout: JSON.stringify(names) } }
  const { code, output, calls } = await attempt({ answers })
  assert.equal(code, 0, output)
  const { ROOT_SECRET = '', ...others } = uploadedSecrets(calls)
  assert.ok(Buffer.from(ROOT_SECRET, 'base64url').length >= 32)
  assert.deepEqual(others, { ROOT_SECRET_PREVIOUS: 'JWT_SECRET' })
  assert.match(output, /npx wrangler secret delete ROOT_SECRET_PREVIOUS/)
  assert.ok(!output.includes(ROOT_SECRET))
})

test('without an administrator, setup requires a token, which is printed once on a terminal', async () => {
  const { code, output, calls, steps } = await attempt({ answers: newWorker, isTerminal: true })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'deploy'])
  const { JWT_SECRET = '', SETUP_TOKEN = '' } = uploadedSecrets(calls)
  assert.ok(JWT_SECRET && SETUP_TOKEN)
  assert.equal(output.split(SETUP_TOKEN).length, 2)
  assert.match(output, /X-Setup-Token/)
  assert.ok(!output.includes(JWT_SECRET))
  assert.ok(!JSON.stringify(calls.map(({ args }) => args)).includes(SETUP_TOKEN))
})

test('without a terminal the token is not printed, and the output describes how to set another', async () => {
  const { code, output, calls } = await attempt({ answers: newWorker, args: ['--name', 'foo'] })
  assert.equal(code, 0, output)
  const { SETUP_TOKEN = '' } = uploadedSecrets(calls)
  assert.ok(Buffer.from(SETUP_TOKEN, 'base64url').length >= 32)
  assert.ok(!output.includes(SETUP_TOKEN))
  assert.match(output, /npx wrangler secret put SETUP_TOKEN --name foo\n/)
  assert.match(output, /npm run create-admin -- --remote/)
  assert.match(output, /LATCHKEY_ADMIN_EMAIL/)
})

test('the token is printed only after an upload', async () => {
  for (const answer of [{ uploaded: false }, { code: 1, stderr: 'no luck' }]) {
    const { code, output, calls } = await attempt({
      answers: { ...newWorker, 'deploy --minify': answer },
      isTerminal: true,
    })
    assert.equal(code, 1)
    const { SETUP_TOKEN } = uploadedSecrets(calls)
    assert.ok(SETUP_TOKEN && !output.includes(SETUP_TOKEN))
    assert.doesNotMatch(output, /secret put/)
  }
})

test('a setup token that is already set stays', async () => {
  const names = ['JWT_SECRET', 'ROOT_SECRET', 'SETUP_TOKEN'].map((name) => ({ name }))
  const answers = { ...newWorker, 'secret list': { stdout: JSON.stringify(names) } }
  const { code, output, calls } = await attempt({ answers })
  assert.equal(code, 0, output)
  assert.deepEqual(calls.at(-1)?.files, {})
  assert.match(output, /SETUP_TOKEN that is already set/)
})

test('a later deployment migrates and uploads the code, and keeps secrets and accounts', async () => {
  const { code, output, calls, steps } = await attempt({
    answers: deployedWorker,
    args: ['--env', ''],
  })
  assert.equal(code, 0, output)
  assert.deepEqual(steps, ['secret list', 'd1 migrations apply', 'read', 'deploy'])
  assert.deepEqual(calls.at(-1)?.files, {})
})

test('nothing is uploaded if an earlier step fails', async () => {
  const failed = { code: 1, stderr: 'no luck' }
  for (const step of ['secret list', 'd1 migrations apply', 'administered', '--file']) {
    const answers = { ...newWorker, [step]: failed }
    const { code, output, steps } = await attempt({ answers, env: credentials })
    assert.equal(code, 1, step)
    assert.ok(!steps.includes('deploy'), step)
    assert.match(output, /no luck/)
  }
})

test('the error for a missing database includes the command that creates it', async () => {
  const missing = {
    code: 1,
    stderr: "Couldn't find a D1 DB named 'latchkey' (bound as 'DB') in the API.",
  }
  const answers = { ...deployedWorker, 'd1 migrations apply': missing }
  const { code, output, steps } = await attempt({ answers })
  assert.equal(code, 1)
  assert.match(output, /npx wrangler d1 create latchkey/)
  assert.ok(!steps.includes('deploy'))
})

test('an administrator whose password breaks the rules stops the deployment', async () => {
  const env = { ...credentials, LATCHKEY_ADMIN_PASSWORD: 'short' }
  const { code, output, steps } = await attempt({ answers: newWorker, env })
  assert.equal(code, 1)
  assert.match(output, /at least 8 characters/)
  assert.ok(!steps.includes('deploy'))
})
