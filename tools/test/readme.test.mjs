import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../child.mjs'

test('what README tells of costs is what is counted', () => {
  const [readme, counted] = ['README.md', 'docs/costs.md'].map(costsIn)
  assert.ok(readme.length > 5)
  assert.deepEqual(
    readme.filter((row) => !counted.includes(row)),
    [],
  )
})

/** The rows of its table of costs: an operation, its state, and what that takes. */
function costsIn(file) {
  const [, table = ''] = readFileSync(join(root, file), 'utf8').split(
    'their statements | hashes |\n',
  )
  const [rows] = table.split('\n\n')
  return rows.split('\n').slice(1)
}
