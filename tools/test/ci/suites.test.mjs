import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sumUp } from '../../ci/suites.ts'

const suite = { code: 0, passed: 3, failed: 0, skipped: 0 }

function said(context, suites) {
  const log = context.mock.method(console, 'log', () => {})
  const code = sumUp(suites)
  return { code, last: log.mock.calls.at(-1).arguments[0] }
}

test('the last line sums all suites up', (context) => {
  const failing = { ...suite, code: 1, failed: 2 }
  assert.deepEqual(said(context, [suite, failing]), { code: 1, last: '6 passed, 2 failed' })
})

test('a suite that broke before its tests could run has failed', (context) => {
  const broken = { code: 7, passed: 0, failed: 0, skipped: 0 }
  assert.deepEqual(said(context, [suite, broken]), { code: 7, last: '3 passed, 1 failed' })
})

test('what was skipped is told', (context) => {
  assert.equal(said(context, [{ ...suite, skipped: 2 }]).last, '3 passed, 0 failed, 2 skipped')
})
