import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'

const rows = [
  ...readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(/^\| (\d+) \| .+ \| (.+) \|$/gm),
]

test('security.md numbers its guarantees without a gap', () => {
  assert.deepEqual(
    rows.map(([, number]) => Number(number)),
    rows.map((_, index) => index + 1),
  )
})

test('security.md names tests that exist', () => {
  assert.ok(rows.length > 50)
  for (const [, number, names = ''] of rows) {
    for (const name of names.split(', ')) assert.ok(exists(name), `${number}: ${name}`)
  }
})

/** A test file without its extension, in test/ unless it is one of tools/, or a helper that every test uses. */
function exists(name: string): boolean {
  const [, helper] = /^every test \(`(.+)`\)$/.exec(name) ?? []
  const file = helper ?? `${name}.test`
  const path = file.startsWith('tools/') ? file : `test/${file}`
  return ['', '.ts'].some((extension) => existsSync(join(root, path + extension)))
}
