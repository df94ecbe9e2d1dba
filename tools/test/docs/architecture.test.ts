import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { getTableName, is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as schema from '../../../schema/index.ts'
import { root } from '../../bootstrap/process.mjs'

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
const tables = Object.values(schema).filter((each) => is(each, SQLiteTable))

/** `parent child` for each relation in the diagram. */
const drawn = [...page.matchAll(/^ {2}(\w+) \|[|o]--o[{|] (\w+) :/gm)].map(
  ([, parent, child]) => `${parent} ${child}`,
)

test('docs/architecture.md draws every reference between two tables', () => {
  const references = tables.flatMap((table) =>
    getTableConfig(table).foreignKeys.map(
      (key) => `${getTableName(key.reference().foreignTable)} ${getTableName(table)}`,
    ),
  )
  // An account refers to its inviter. Triggers keep the reference of an identifier.
  const between = references.filter((each) => each !== 'accounts accounts')
  const all = new Set([...between, 'accounts identifiers'])
  assert.deepEqual(drawn.toSorted(), [...all].toSorted())
})

test('docs/architecture.md lists every other table', () => {
  const inDiagram = drawn.flatMap((relation) => relation.split(' '))
  const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  const others = tables
    .map((table) => getTableName(table))
    .filter((name) => !inDiagram.includes(name))
  assert.deepEqual(listed.toSorted(), others.toSorted())
})

test('docs/architecture.md names every folder of the Worker once', () => {
  const [, map = ''] = page.split('## Capabilities')
  const rows = map.split('\n').filter((line) => line.startsWith('| '))
  const named = rows.flatMap((row) => row.match(/`[\w-]+`/g) ?? []).map((name) => name.slice(1, -1))
  const folders = readdirSync(join(root, 'worker'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  assert.deepEqual(named.toSorted(), folders.toSorted())
})
