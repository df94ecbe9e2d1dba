import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { root, run } from '../../bootstrap/process.mjs'

// A clone of its own, so that what npm start writes is written there.
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-doctor-'))
const clone = join(scratch, 'clone')
const storage = join(scratch, 'state')
after(() => rmSync(scratch, { recursive: true, force: true }))
before(() => {
  for (const name of readdirSync(root)) {
    if (['node_modules', '.git', '.wrangler', '.dev.vars', 'test', 'docs'].includes(name)) continue
    cpSync(join(root, name), join(clone, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
})

/** Runs the doctor of the clone; whatever is not ok by level, name and what it is about. */
async function doctor(args, env) {
  const { code, stdout, output } = await run(
    process.execPath,
    [join(clone, 'tools/run.mjs'), 'doctor', '--json', ...args],
    { cwd: clone, env },
  )
  const { findings = [] } = stdout.startsWith('{') ? JSON.parse(stdout) : {}
  const bad = findings.filter(({ level }) => level !== 'ok')
  const told = (about) =>
    bad
      .filter((each) => each.about.startsWith('http') === (about === 'instance'))
      .map(({ level, check }) => `${level} ${check}`)
  return { code, output, findings, settings: told('settings'), instance: told('instance') }
}

test('a fresh clone is in no danger: a line for each finding, and no database is made', async () => {
  const { code, stdout } = await run(
    process.execPath,
    [join(clone, 'tools/run.mjs'), 'doctor', '--persist-to', storage],
    { cwd: clone },
  )
  assert.equal(code, 0)
  const [title, ...lines] = stdout.trimEnd().split('\n')
  assert.equal(title, 'Settings here')
  assert.equal(lines.pop(), 'Dangers: 0, notes: 5')
  assert.equal(lines.pop(), '')
  for (const line of lines) assert.match(line, /^ {2}(ok|note) +\S.*\.$/)
  assert.match(
    stdout,
    /note +There is no JWT_SECRET.* note .* no mail .* note +Anybody may register/s,
  )
  assert.ok(!readdirSync(scratch).includes('state'))
})

test('a dangerous setting ends it with 1, wherever it stands, and no value is shown', async () => {
  const toml = readFileSync(join(clone, 'wrangler.toml'), 'utf8')
  const file = join(scratch, 'unsafe.toml')
  writeFileSync(file, toml.replace('[vars]', '[vars]\nDEFAULT_ACCOUNTS = "on"'))
  const unsafe = await doctor(['--config', file])
  assert.equal(unsafe.code, 1)
  assert.ok(unsafe.settings.includes('danger default_accounts'), unsafe.output)

  const misspelled = join(scratch, 'misspelled.toml')
  writeFileSync(misspelled, toml.replace('REGISTRATION', 'REGISTRATON'))
  const wrong = await doctor(['--config', misspelled])
  assert.equal(wrong.code, 1)
  assert.match(wrong.output, /REGISTRATON in \[vars\] .* Did you mean REGISTRATION\?/)

  const devVars = join(clone, '.dev.vars')
  writeFileSync(devVars, 'JWT_SECRET="swordfish"\n')
  const weak = await doctor([])
  rmSync(devVars)
  assert.equal(weak.code, 1)
  assert.deepEqual(weak.settings, [
    'danger refused_setting',
    'note mail',
    'note registration',
    'note allowed_origins',
    'note setup',
  ])

  assert.ok(!weak.output.includes('swordfish'))
})

test('what is deployed is asked for with --remote, by reading only', async () => {
  const deployed = async (names, row) => {
    writeFileSync(
      join(scratch, 'answers'),
      JSON.stringify({
        'secret list': { stdout: JSON.stringify(names.map((name) => ({ name }))) },
        'd1 execute': { stdout: JSON.stringify([{ results: [row], success: true }]) },
      }),
    )
    writeFileSync(join(scratch, 'calls'), '')
    const seen = await doctor(['--remote'], {
      LATCHKEY_WRANGLER: join(clone, 'tools/test/support/fake-wrangler.mjs'),
      ANSWERS: join(scratch, 'answers'),
      CALLS: join(scratch, 'calls'),
    })
    const calls = readFileSync(join(scratch, 'calls'), 'utf8').trim().split('\n')
    return { ...seen, calls: calls.map((line) => JSON.parse(line).args) }
  }
  const open = await deployed([], { open: 1, default_passwords: 1 })
  assert.equal(open.code, 1)
  assert.deepEqual(open.settings, [
    'danger missing_secret',
    'note mail',
    'note registration',
    'note allowed_origins',
    'danger setup',
    'danger default_password',
  ])
  assert.deepEqual(open.calls[0], ['secret', 'list'])
  assert.ok(open.calls[1].includes('--remote'))
  assert.match(open.calls[1].at(-1), /^select\s/)
  assert.equal(open.calls.length, 2)

  const done = await deployed(['JWT_SECRET'], { open: 0, default_passwords: 0 })
  assert.equal(done.code, 0)
  assert.deepEqual(done.settings, ['note mail', 'note registration', 'note allowed_origins'])
})

test('it says so where Cloudflare cannot be asked, or the arguments make no sense', async () => {
  writeFileSync(join(scratch, 'answers'), '{"secret list":{"code":1,"stderr":"Not logged in."}}')
  writeFileSync(join(scratch, 'calls'), '')
  const env = {
    LATCHKEY_WRANGLER: join(clone, 'tools/test/support/fake-wrangler.mjs'),
    ANSWERS: join(scratch, 'answers'),
    CALLS: join(scratch, 'calls'),
  }
  const unasked = await doctor(['--remote'], env)
  assert.equal(unasked.code, 1)
  assert.match(unasked.output, /Not logged in.*\n.*npx wrangler login/)
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

test('an instance that nobody can reach is told, and ends it with 1', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  const { code, instance, findings } = await doctor(['--url', `http://127.0.0.1:${port}`])
  assert.equal(code, 1)
  assert.deepEqual(instance, ['danger unreachable'])
  assert.match(findings.at(-1).found, /gives no answer/)
})

test('the Worker that npm start serves: what start opens is found, and looking leaves no trace', async (t) => {
  const url = await start(t)
  const args = ['--url', url, '--persist-to', storage]
  const before = contents()
  const fresh = await doctor(args)
  assert.deepEqual(fresh.instance, ['note setup', 'note default_accounts'], fresh.output)
  assert.deepEqual(fresh.settings, [
    'note mail',
    'note registration',
    'note allowed_origins',
    'note setup',
  ])
  assert.equal(fresh.code, 0)
  assert.deepEqual(contents(), before)
  assert.equal(before.accounts.length, 0)
  assert.ok(before.roles.length > 0)

  // With the default password in use, then with an administrator.
  await posted(`${url}/api/auth/first-run`)
  const used = await doctor(args)
  assert.deepEqual(used.instance, ['note default_accounts'])
  assert.deepEqual(used.settings, [
    'note mail',
    'note registration',
    'note allowed_origins',
    'note default_password',
  ])
  const token = (await posted(`${url}/api/auth/first-run`)).token
  const password = 'Walk-the-3-dogs'
  await posted(`${url}/api/auth/update-password`, { password }, token)
  const done = await doctor(args)
  assert.deepEqual(done.instance, [])
  assert.deepEqual(done.settings, ['note mail', 'note registration', 'note allowed_origins'])
  assert.equal(done.code, 0)
})

async function start(t) {
  const child = spawn(
    process.execPath,
    [join(clone, 'tools/run.mjs'), 'start', '--port', '0', '--persist-to', storage],
    { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill()
    await ended
  })
  let output = ''
  return await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        const [, url] = /Latchkey is ready on (\S+)/.exec(output) ?? []
        if (url) resolve(url)
      })
    }
    child.on('close', () => reject(new Error(output)))
  })
}

async function posted(url, body, token) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.equal(answer.status, 200)
  return answer.json()
}

/** Every row of every table. */
function contents() {
  const directory = join(storage, 'v3/d1')
  const files = readdirSync(directory, { recursive: true }).filter(
    (name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite'),
  )
  assert.equal(files.length, 1)
  const database = new DatabaseSync(join(directory, files[0]), { readOnly: true })
  const tables = database
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\'",
    )
    .all()
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows)
}
