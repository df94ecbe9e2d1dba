import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, before, test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'
import { createBuildErrors } from '../../commands/start/build-errors.ts'
import { openDefaultAccounts } from '../../commands/start/default-accounts.ts'
import { lock } from '../../lib/lock.ts'
import { localDatabases } from '../../lib/migrations.ts'
import { buildPages } from '../../lib/pages.ts'
import { varsOf } from '../../lib/wrangler.ts'
import { emptyDatabase } from '../support/empty-database.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-serving-'))
// A clone of its own, so that what npm start writes is written there.
const clone = join(scratch, 'clone')
const calls = join(scratch, 'calls')
const devVars = join(clone, '.dev.vars')
const running = new Set()
after(() => rmSync(scratch, { recursive: true, force: true }))
before(async () => {
  await buildPages()
  for (const name of readdirSync(root)) {
    if (['node_modules', '.git', '.wrangler', '.dev.vars', 'test', 'docs'].includes(name)) continue
    cpSync(join(root, name), join(clone, name), { recursive: true })
  }
  mkdirSync(join(clone, '.wrangler'))
  cpSync(join(root, '.wrangler/pages.sha256'), join(clone, '.wrangler/pages.sha256'))
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
})
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill()
    await ended
  }
  running.clear()
  rmSync(join(clone, 'broken'), { force: true })
})

/** Runs npm start with a wrangler that only answers. */
function start(...args) {
  writeFileSync(calls, '')
  const child = spawn(
    process.execPath,
    [join(clone, 'tools/run.mjs'), 'start', '--port', '0', ...args],
    {
      cwd: clone,
      env: {
        ...process.env,
        LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-dev.ts'),
        CALLS: calls,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'exit')
  const started = { child, ended, stdout: '', stderr: '' }
  running.add(started)
  const waiting = new Set()
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      started[name] += text
      for (const look of waiting) look()
    })
  }
  /** Once it has printed this so many times. */
  started.printed = (text, times = 1) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const all = started.stdout + started.stderr
        if (all.split(text).length > times) resolve(all)
      }
      waiting.add(look)
      look()
      ended.then(() => reject(new Error(started.stdout + started.stderr)))
    })
  return started
}

const commands = () =>
  readFileSync(calls, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('an edit of .dev.vars starts it again, with what the file says now', async () => {
  const { printed } = start()
  await printed('Latchkey is ready')
  appendFileSync(devVars, 'MAIL_FROM=me@x.test\n')
  await printed('Latchkey is ready', 2)
  const [first, second, ...others] = commands().map(({ args }) => args)
  assert.deepEqual(others, [])
  assert.equal(varsOf(first).MAIL_FROM, 'Latchkey <latchkey@example.com>')
  assert.ok(!('MAIL_FROM' in varsOf(second)))
  assert.equal(first.at(-1), second.at(-1))
})

test('a second start on one database says in one sentence who has it', async () => {
  const { printed } = start()
  await printed('Latchkey is ready')
  const second = start()
  const [code] = await second.ended
  assert.equal(code, 1)
  assert.equal(second.stdout, '')
  assert.match(second.stderr, /^Another npm start serves the database in \.wrangler\/state, .+\n$/)

  const other = start('--persist-to', join(scratch, 'other'))
  await other.printed('Latchkey is ready')
})

test('what a start leaves behind when it is killed locks nobody out', async () => {
  const first = start()
  await first.printed('Latchkey is ready')
  first.child.kill('SIGKILL')
  await first.ended
  // wrangler, which nobody told.
  process.kill(commands()[0].pid)
  assert.ok(existsSync(join(clone, '.wrangler/state/latchkey-start.json')))
  await start().printed('Latchkey is ready')
})

test('sources that break while it serves take one line, and it starts again when they change', async () => {
  const { printed, child } = start()
  const text = await printed('Latchkey is ready')
  const [address] = /http:\/\/localhost:\d+/.exec(text)
  writeFileSync(join(clone, 'broken'), '')
  // It may have stopped by the first request of npm start itself.
  await fetch(`${address}/`).catch(() => undefined)
  const all = await printed('starts again when a file changes')
  // Once while it served, and once when it started again.
  const lines = all.split('\n').filter((each) => /build|resolve|own\.ts/.test(each))
  assert.equal(lines.length, 2)
  for (const line of lines) {
    assert.match(
      line,
      /"\.\/own\.ts" \(worker\/administration\/routes\.ts:32:67\), and 1 more\. .*npm run check/,
    )
  }
  rmSync(join(clone, 'broken'))
  appendFileSync(join(clone, 'worker/app.ts'), '// corrected\n')
  await printed('Latchkey is ready', 2)
  assert.equal(child.exitCode, null)
})

test('sources that do not build at the first start end it', async () => {
  writeFileSync(join(clone, 'broken'), '')
  const { ended } = start()
  assert.deepEqual(await ended, [1, null])
})

test('a TERM to npm reaches each script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const command of Object.values(scripts)) assert.match(command, /^exec node /)
})

test('of two that lock one directory at the same moment, one gets it', async () => {
  const directory = join(scratch, 'locked')
  const holders = await Promise.all(['one', 'two', 'three'].map((name) => lock(directory, name)))
  assert.equal(holders.filter((holder) => holder === undefined).length, 1)
  writeFileSync(join(directory, 'latchkey-start.json'), '{"id":"x","port":1,"address":"gone"}')
  assert.equal(await lock(directory, 'four'), undefined)
  assert.equal(await lock(directory, 'five'), 'four')
  writeFileSync(join(directory, 'latchkey-start.json'), 'nonsense')
  assert.equal(await lock(directory, 'six'), undefined)
})

test('other lines of stderr stay as they are', () => {
  const said = []
  const errors = createBuildErrors((line) => said.push(line))
  errors.take('  a warning')
  errors.take('✘ [ERROR] Build failed with 1 error:')
  errors.take('')
  errors.take('  ✘ [ERROR] Unexpected ";"')
  errors.take('\u001b[33mnext\u001b[0m')
  assert.equal(errors.end(), true)
  assert.deepEqual(said, [
    '  a warning',
    'The sources do not build: Unexpected ";". Correct them to load the Worker again. All errors: npm run check',
    '\u001b[33mnext\u001b[0m',
  ])
  assert.equal(createBuildErrors(() => {}).end(), false)
})

test('only default accounts that still let somebody in are offered', async () => {
  const storage = join(scratch, 'accounts')
  await emptyDatabase(storage)
  const [file] = localDatabases(storage)
  const open = () => openDefaultAccounts(storage).map(({ api }) => api)
  const change = (sql) => {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  assert.deepEqual(open(), ['asyncat', 'lncrawl'])
  change(`insert into milestones (name, reached_at) values ('default_account:asyncat', 1);
    insert into accounts (id, email, role_id, default_password, created_at, updated_at)
      values ('a', 'admin@local', 'admin', 1, 1, 1);
    insert into identifiers (key, account_id, kind) values ('admin@local', 'a', 'email')`)
  assert.deepEqual(open(), ['asyncat', 'lncrawl'])
  change('update accounts set default_password = 0')
  assert.deepEqual(open(), ['lncrawl'])
  change('update accounts set default_password = 1, disabled_at = 1')
  assert.deepEqual(open(), ['lncrawl'])
  change("insert into milestones (name, reached_at) values ('set_up', 1)")
  assert.deepEqual(open(), [])
})
