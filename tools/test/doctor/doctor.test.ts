import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { run } from '../../bootstrap/process.mjs'
import type { Finding } from '../../commands/doctor/finding.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { inProcess } from '../support/in-process.ts'
import { contentsOf, copyProject, post, start } from '../support/project-copy.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-doctor-'))
// A copy, so that npm start writes its files there.
const copy = join(scratch, 'copy')
const storage = join(scratch, 'state')
const answersFile = join(scratch, 'answers')
const callsFile = join(scratch, 'calls')
after(() => rmSync(scratch, { recursive: true, force: true }))
before(() => copyProject(copy))

type Environment = Record<string, string>

/** Runs npm run doctor in the copy, in this process; returns the findings except `ok`, by level and check, in two parts. */
async function doctor(args: string[], env: Environment = {}) {
  const { readCommand }: typeof import('../../bootstrap/commands.mjs') = await import(
    join(copy, 'tools/bootstrap/commands.mjs')
  )
  const command: typeof import('../../commands/doctor/doctor.ts') = await import(
    join(copy, 'tools/commands/doctor/doctor.ts')
  )
  const { code, stdout, output } = await withEnvironment(env, () =>
    inProcess((given) => command.run(readCommand('doctor', given)), ['--json', ...args]),
  )
  const { findings = [] }: { findings?: (Finding & { about: string })[] } = stdout.startsWith('{')
    ? JSON.parse(stdout)
    : {}
  const faults = (isInstance: boolean) =>
    findings
      .filter(({ level, about }) => level !== 'ok' && about.startsWith('http') === isInstance)
      .map(({ level, check }) => `${level} ${check}`)
  return { code, output, findings, settings: faults(false), instance: faults(true) }
}

async function withEnvironment<T>(env: Environment, use: () => Promise<T>): Promise<T> {
  Object.assign(process.env, env)
  try {
    return await use()
  } finally {
    for (const name of Object.keys(env)) delete process.env[name]
  }
}

/** The environment in which wrangler gives these answers. */
function fakeWrangler(answers: object): Environment {
  writeFileSync(answersFile, JSON.stringify(answers))
  writeFileSync(callsFile, '')
  return {
    LATCHKEY_WRANGLER: join(copy, 'tools/test/support/fake-wrangler.ts'),
    ANSWERS: answersFile,
    CALLS: callsFile,
  }
}

test('a fresh clone has no danger: one line for each finding, and no database is created', async () => {
  const program = [join(copy, 'tools/run.mjs'), 'doctor', '--persist-to', storage]
  const { code, stdout } = await run(process.execPath, program, { cwd: copy })
  assert.equal(code, 0)
  const [title, ...lines] = stdout.trimEnd().split('\n')
  assert.equal(title, 'Local settings')
  assert.equal(lines.pop(), 'Dangers: 0, notes: 7')
  assert.equal(lines.pop(), '')
  for (const line of lines) assert.match(line, /^ {2}(ok|note) +\S.*\.$/)
  assert.match(
    stdout,
    /note +There is no JWT_SECRET.* note +There is no ROOT_SECRET.* note .* cannot send mail.* note +Anyone can register/s,
  )
  assert.throws(() => contentsOf(storage))
})

test('a dangerous setting makes the exit code 1, in every file, and no value is printed', async () => {
  const toml = readFileSync(join(copy, 'wrangler.toml'), 'utf8')
  const unsafeFile = join(scratch, 'unsafe.toml')
  writeFileSync(unsafeFile, toml.replace('[vars]', '[vars]\nDEFAULT_ACCOUNTS = "on"'))
  const unsafe = await doctor(['--config', unsafeFile])
  assert.equal(unsafe.code, 1)
  assert.ok(unsafe.settings.includes('danger default_accounts'), unsafe.output)

  const misspelledFile = join(scratch, 'misspelled.toml')
  writeFileSync(misspelledFile, toml.replace('REGISTRATION', 'REGISTRATON'))
  const misspelled = await doctor(['--config', misspelledFile])
  assert.equal(misspelled.code, 1)
  assert.match(misspelled.output, /REGISTRATON in \[vars\] .* Did you mean REGISTRATION\?/)

  const devVars = join(copy, '.dev.vars')
  writeFileSync(devVars, 'JWT_SECRET="swordfish"\n')
  const weak = await doctor([])
  rmSync(devVars)
  assert.equal(weak.code, 1)
  assert.deepEqual(weak.settings, [
    'danger refused_setting',
    'note missing_secret',
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
    'note setup',
  ])
  assert.ok(!weak.output.includes('swordfish'))
})

test('--remote queries Cloudflare and changes nothing', async () => {
  const deployed = async (names: string[], row: object) => {
    const env = fakeWrangler({
      'secret list': { stdout: JSON.stringify(names.map((name) => ({ name }))) },
      'd1 execute': { stdout: JSON.stringify([{ results: [row], success: true }]) },
    })
    const result = await doctor(['--remote'], env)
    const lines = readFileSync(callsFile, 'utf8').trim().split('\n')
    const calls: string[][] = lines.map((line) => JSON.parse(line).args)
    return { ...result, calls }
  }
  const open = await deployed([], { open: 1, default_passwords: 1 })
  assert.equal(open.code, 1)
  assert.deepEqual(open.settings, [
    'danger missing_secret',
    'danger missing_secret',
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
    'danger setup',
    'danger default_password',
    'note placement',
  ])
  const [list, select, ...others] = open.calls
  assert.deepEqual(list, ['secret', 'list'])
  assert.ok(select?.includes('--remote'))
  assert.match(select?.at(-1) ?? '', /^select\s/)
  assert.deepEqual(others, [])

  const complete = await deployed(['JWT_SECRET', 'ROOT_SECRET'], { open: 0, default_passwords: 0 })
  assert.equal(complete.code, 0)
  assert.deepEqual(complete.settings, [
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
    'note placement',
  ])
})

test('a failing query and wrong arguments end with an error message and no findings', async () => {
  const env = fakeWrangler({ 'secret list': { code: 1, stderr: 'Not logged in.' } })
  const failed = await doctor(['--remote'], env)
  assert.equal(failed.code, 1)
  assert.match(failed.output, /Not logged in.*\n.*npx wrangler login/)
  for (const args of [
    ['--url', 'auth.example.com'],
    ['--url', 'ftp://auth.example.com'],
    ['--remote', '--persist-to', storage],
    ['--sign-in'],
    ['--env', 'nowhere'],
  ]) {
    const { code, output, findings } = await doctor(args)
    assert.equal(code, 1, args.join(' '))
    assert.deepEqual(findings, [])
    assert.match(output, /--(url|persist-to|sign-in)|\[env\.nowhere\]/)
    assert.doesNotMatch(output, /\n\s+at /)
  }
})

test('an instance that does not respond is a danger', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const { code, instance, findings } = await doctor(['--url', `http://127.0.0.1:${port}`])
  assert.equal(code, 1)
  assert.deepEqual(instance, ['danger unreachable'])
  assert.match(findings.at(-1)?.message ?? '', /does not respond/)
})

test('the Worker of npm start has open setup and default accounts, and a check writes nothing', async (t) => {
  await emptyDatabase(storage)
  const url = await start(t, copy, storage)
  const args = ['--url', url, '--persist-to', storage]
  const before = contentsOf(storage)
  const fresh = await doctor(args)
  assert.deepEqual(fresh.instance, ['note setup', 'note default_accounts'], fresh.output)
  assert.deepEqual(fresh.settings, [
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
    'note setup',
  ])
  assert.equal(fresh.code, 0)
  assert.deepEqual(contentsOf(storage), before)
  assert.deepEqual(before.accounts, [])
  assert.notDeepEqual(before.roles, [])

  // With the default password in use, then with an administrator.
  const { token } = await post(`${url}/api/auth/first-run`)
  const used = await doctor(args)
  assert.deepEqual(used.instance, ['note default_accounts'])
  assert.deepEqual(used.settings, [
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
    'note default_password',
  ])
  const password = 'Walk-the-3-dogs'
  await post(`${url}/api/auth/update-password`, { password }, token)
  const complete = await doctor(args)
  assert.deepEqual(complete.instance, [])
  assert.deepEqual(complete.settings, [
    'note relying_party',
    'note mail',
    'note registration',
    'note allowed_origins',
  ])
  assert.equal(complete.code, 0)
})
