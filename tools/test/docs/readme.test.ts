import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apis } from '../../../worker/config/vars.ts'
import { root } from '../../bootstrap/process.mjs'
import { variableNames } from '../../bootstrap/variables.mjs'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('README has one row for each setting', () => {
  const [, settings = ''] = readme.split('## Settings')
  const [section = ''] = settings.split('\n## ')
  const rows = section.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)
  const listed = [...rows].flatMap(([, names]) => names?.match(/[A-Z_]+/g) ?? [])
  assert.deepEqual(listed.toSorted(), variableNames().toSorted())
})

test('README, wrangler.toml and the documents list every API', () => {
  const toml = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  const [, enabled] = /^APIS = "(.*)"$/m.exec(toml) ?? []
  assert.deepEqual(enabled?.split(', '), [...apis])
  const [, defaults] = /^\| `APIS` \|[^|]*\| `(.*?)` \|/m.exec(readme) ?? []
  assert.deepEqual(defaults?.split(', '), [...apis])
  const pages = readFileSync(join(root, 'docs/documents/README.md'), 'utf8')
  for (const api of apis) {
    assert.match(readme, new RegExp(`^\\| .+ \\(\`${api}\`\\) \\|`, 'm'))
    assert.ok(pages.includes(`[${api}.txt](${api}.txt)`), api)
  }
})

test('README states costs that docs/costs.md contains', () => {
  const stated = costsIn('README.md')
  const counted = costsIn('docs/costs.md')
  assert.ok(stated.length > 5)
  assert.deepEqual(
    stated.filter((row) => !counted.includes(row)),
    [],
  )
})

/** The rows of the table of costs in a file: operation, state and cost. */
function costsIn(file: string): string[] {
  const [, table = ''] = readFileSync(join(root, file), 'utf8').split(
    'statements per round trip | rows written | hashes |\n',
  )
  const [rows = ''] = table.split('\n\n')
  return rows.split('\n').slice(1)
}
