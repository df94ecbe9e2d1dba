import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { buildPages } from '../../lib/pages.ts'
import { varsOf } from '../../lib/wrangler.ts'
import { callsIn, type Started, startWith } from '../support/fake-start.ts'
import { copyProject } from '../support/project-copy.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-serving-'))
// A copy, so that npm start writes its files there.
const copy = join(scratch, 'copy')
const calls = join(scratch, 'calls')
const running = new Set<Started>()
after(() => rmSync(scratch, { recursive: true, force: true }))
before(async () => {
  await buildPages()
  copyProject(copy)
})
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill()
    await ended
  }
  running.clear()
  rmSync(join(copy, 'broken'), { force: true })
})

/** Runs npm start in the copy until the test ends. */
function start(...args: string[]): Started {
  writeFileSync(calls, '')
  const started = startWith(copy, calls, args)
  running.add(started)
  return started
}

test('a change of .dev.vars restarts wrangler with the new variables', async () => {
  const started = start()
  await started.untilPrinted('Latchkey is ready')
  appendFileSync(join(copy, '.dev.vars'), 'MAIL_FROM=me@x.test\n')
  await started.untilPrinted('Latchkey is ready', 2)
  const [first = [], second = [], ...others] = callsIn(calls).map(({ args }) => args)
  assert.deepEqual(others, [])
  assert.equal(varsOf(first).MAIL_FROM, 'Latchkey <latchkey@example.com>')
  assert.notDeepEqual(second, [])
  assert.ok(!('MAIL_FROM' in varsOf(second)))
  assert.equal(first.at(-1), second.at(-1))
})

test('a second npm start on the same database ends with one sentence', async () => {
  await start().untilPrinted('Latchkey is ready')
  const second = start()
  assert.deepEqual(await second.ended, [1, null])
  assert.equal(second.printed('stdout'), '')
  assert.match(
    second.printed('stderr'),
    /^Another npm start serves the database in \.wrangler\/state, .+\n$/,
  )
  const other = start('--persist-to', join(scratch, 'other'))
  await other.untilPrinted('Latchkey is ready')
})

test('the lock of a killed npm start does not prevent the next one', async () => {
  const first = start()
  await first.untilPrinted('Latchkey is ready')
  first.child.kill('SIGKILL')
  await first.ended
  // wrangler got no signal.
  const [wrangler] = callsIn(calls)
  process.kill(wrangler?.pid ?? assert.fail('wrangler was not called'))
  assert.ok(existsSync(join(copy, '.wrangler/state/latchkey-start.json')))
  await start().untilPrinted('Latchkey is ready')
})

test('a build that fails while npm start serves is one line, and a correction restarts wrangler', async () => {
  const started = start()
  const text = await started.untilPrinted('Latchkey is ready')
  const [address] = /http:\/\/localhost:\d+/.exec(text) ?? assert.fail(text)
  writeFileSync(join(copy, 'broken'), '')
  // The first request of npm start itself may have stopped wrangler.
  await fetch(`${address}/`).catch(() => undefined)
  const all = await started.untilPrinted('starts again when a file changes')
  // One line from the build while it served, and one from the restart.
  const lines = all.split('\n').filter((line) => /build|resolve|own\.ts/.test(line))
  assert.equal(lines.length, 2)
  for (const line of lines) {
    assert.match(
      line,
      /"\.\/own\.ts" \(worker\/administration\/routes\.ts:32:67\), and 1 more\. .*npm run check/,
    )
  }
  rmSync(join(copy, 'broken'))
  appendFileSync(join(copy, 'worker/app.ts'), '// corrected\n')
  await started.untilPrinted('Latchkey is ready', 2)
  assert.equal(started.child.exitCode, null)
})

test('a build that fails at the first start ends npm start', async () => {
  writeFileSync(join(copy, 'broken'), '')
  assert.deepEqual(await start().ended, [1, null])
})
