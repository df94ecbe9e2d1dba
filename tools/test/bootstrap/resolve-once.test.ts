import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveOnce } from '../../bootstrap/resolve-once.mjs'

/** Every entry that the Worker and the schema import. */
const entries = ['drizzle-orm', 'drizzle-orm/d1', 'drizzle-orm/sqlite-core']

test('an import of drizzle-orm that is resolved once is the module that Node finds', async () => {
  const found = await Promise.all(entries.map((name) => import(name)))
  const urls = entries.map((name) => import.meta.resolve(name))
  resolveOnce()
  for (const n of [0, 1]) {
    const again = await Promise.all(entries.map((name) => import(name)))
    assert.ok(
      again.every((one, index) => one === found[index]),
      `import ${n}`,
    )
    assert.deepEqual(
      entries.map((name) => import.meta.resolve(name)),
      urls,
    )
  }
  // A module that only another module of the package imports.
  const column = new URL('column.js', urls[0])
  const { Column } = await import(column.href)
  assert.equal(found[0].Column, Column)
})
