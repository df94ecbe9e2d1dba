import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  crowdedFolders,
  forbiddenImports,
  importCycles,
  importsIn,
  mostFiles,
} from '../../ci/import-rules.ts'
import { importFaults } from '../../ci/imports.ts'

/** Imports that are allowed, by the importing module. */
const allowed = {
  'worker/index.ts': ['worker/app.ts', 'worker/capabilities.ts', 'worker/products/asta.ts'],
  'worker/capabilities.ts': ['worker/sessions/capability.ts'],
  'worker/products/asta.ts': ['worker/products/shared.ts', 'worker/sessions/guards.ts'],
  'worker/sessions/capability.ts': ['worker/sessions/routes.ts'],
  'worker/sessions/routes.ts': ['worker/passwords/policy.ts', 'worker/mail/messages.ts'],
  'worker/mail/messages.ts': ['worker/limits/throttle.ts', 'worker/http/problem.ts'],
  'worker/db/sweep.ts': ['schema/index.ts', 'worker/input/time.ts'],
  'web/lib/device.ts': ['worker/input/device-names.ts', 'client/client.ts'],
  'tools/commands/import/import.ts': ['worker/passwords/policy.ts', 'schema/index.ts'],
  'tools/test/ci/import-rules.test.ts': ['tools/ci/import-rules.ts', 'test/support/model.ts'],
  'test/http/openapi.test.ts': ['worker/http/openapi.ts', 'tools/lib/settings.ts'],
}

/** Imports that one rule each forbids, and the beginning of its reason. */
const forbidden: [from: string, to: string, reason: string][] = [
  ['worker/sessions/session.ts', 'worker/app.ts', 'A layer of worker/'],
  ['worker/sessions/session.ts', 'worker/products/asta.ts', 'A layer of worker/'],
  ['worker/mail/messages.ts', 'worker/sessions/session.ts', 'A layer of worker/'],
  ['worker/limits/throttle.ts', 'worker/audit/events.ts', 'A layer of worker/'],
  ['worker/config/keys.ts', 'worker/http/context.ts', 'A layer of worker/'],
  ['worker/input/text.ts', 'worker/db/database.ts', 'A layer of worker/'],
  [
    'worker/passwords/reset.ts',
    'worker/sessions/routes.ts',
    'No folder of worker/ imports the routes',
  ],
  ['worker/sessions/session.ts', 'tools/lib/settings.ts', 'worker/ imports only'],
  ['worker/sessions/session.ts', 'web/lib/device.ts', 'worker/ imports only'],
  ['schema/accounts.ts', 'worker/input/time.ts', 'schema/ imports only'],
  ['client/client.ts', 'worker/http/problem.ts', 'client/ imports only'],
  ['web/lib/device.ts', 'worker/sessions/session.ts', 'web/ imports only'],
  ['tools/lib/settings.ts', 'test/support/model.ts', 'Only tests import tests.'],
]

test('allows imports of lower layers and of shared modules', () => {
  assert.deepEqual(forbiddenImports(new Map(Object.entries(allowed))), [])
})

for (const [from, to, reason] of forbidden) {
  test(`forbids ${from} to import ${to}`, () => {
    const [violation, ...others] = forbiddenImports(new Map([[from, [to]]]))
    assert.deepEqual(others, [])
    assert.deepEqual([violation?.from, violation?.to], [from, to])
    assert.ok(violation?.reason.startsWith(reason), violation?.reason)
  })
}

test('finds modules that import each other, and no others', () => {
  const modules = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts', 'd.ts']],
    ['c.ts', ['a.ts']],
    ['d.ts', ['e.ts', 'package.json']],
    ['e.ts', []],
    ['f.ts', ['a.ts', 'f.ts']],
  ])
  assert.deepEqual(importCycles(modules), [['a.ts', 'b.ts', 'c.ts'], ['f.ts']])
})

test('finds two cycles that meet in one module as one group', () => {
  const modules = new Map([
    ['a.ts', ['b.ts', 'c.ts']],
    ['b.ts', ['a.ts']],
    ['c.ts', ['a.ts']],
  ])
  assert.deepEqual(importCycles(modules), [['a.ts', 'b.ts', 'c.ts']])
})

test('names folders with too many files, without their subfolders', () => {
  const files = Array.from({ length: mostFiles }, (_, index) => `tools/lib/${index}.ts`)
  assert.deepEqual(crowdedFolders([...files, 'tools/lib/inside/13.ts']), [])
  const crowded = { folder: 'tools/lib', count: mostFiles + 1 }
  assert.deepEqual(crowdedFolders([...files, 'tools/lib/13.ts']), [crowded])
})

test('reads relative imports of every form, and no packages', () => {
  const text = [
    "import { one } from './one.ts'",
    "import type { Two } from '../two.ts'",
    "import {\n  three,\n} from './three.ts'",
    "import './four.ts'",
    "export { five } from './inside/five.ts'",
    "const six = await import('./six.ts')",
    "/** @type {import('./seven.mjs').Seven} */",
    "import { join } from 'node:path'",
    "import { sql } from 'drizzle-orm'",
  ].join('\n')
  assert.deepEqual(importsIn('a/b/c.ts', text), [
    'a/b/one.ts',
    'a/two.ts',
    'a/b/three.ts',
    'a/b/four.ts',
    'a/b/inside/five.ts',
    'a/b/six.ts',
    'a/b/seven.mjs',
  ])
})

test('the project keeps the rules', async () => {
  assert.deepEqual(await importFaults(), [])
})
