import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBuildErrors } from '../../commands/start/build-errors.ts'

test('a build error becomes one line, and other lines of stderr stay unchanged', () => {
  const printed: string[] = []
  const errors = createBuildErrors((line) => printed.push(line))
  errors.take('  a warning')
  errors.take('✘ [ERROR] Build failed with 1 error:')
  errors.take('')
  errors.take('  ✘ [ERROR] Unexpected ";"')
  errors.take('\u001b[33mnext\u001b[0m')
  assert.equal(errors.end(), true)
  assert.deepEqual(printed, [
    '  a warning',
    'The sources do not build: Unexpected ";". Correct them to load the Worker again. All errors: npm run check',
    '\u001b[33mnext\u001b[0m',
  ])
  assert.equal(createBuildErrors(() => {}).end(), false)
})
