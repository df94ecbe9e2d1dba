import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Suite, sumUp } from '../../ci/suites.ts'

const suite = { code: 0, passed: 3, failed: 0, skipped: 0 }

/** The exit code and the last line that is printed. */
function total(context: TestContext, suites: Suite[]) {
  const log = context.mock.method(console, 'log', () => {})
  const code = sumUp(suites)
  return { code, last: log.mock.calls.at(-1)?.arguments[0] }
}

test('the last line has the totals of all suites', (context) => {
  const failing = { ...suite, code: 1, failed: 2 }
  assert.deepEqual(total(context, [suite, failing]), { code: 1, last: '6 passed, 2 failed' })
})

test('a suite that breaks before its first test counts as a failure', (context) => {
  const broken = { code: 7, passed: 0, failed: 0, skipped: 0 }
  assert.deepEqual(total(context, [suite, broken]), { code: 7, last: '3 passed, 1 failed' })
})

test('skipped tests are in the last line', (context) => {
  assert.equal(total(context, [{ ...suite, skipped: 2 }]).last, '3 passed, 0 failed, 2 skipped')
})
