import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'
import { packagesIn } from '../../commands/licenses/bundle.ts'
import { staleLicenses } from '../../commands/licenses/licenses.ts'
import { licensesOf } from '../../commands/licenses/texts.ts'

const file = readFileSync(join(root, 'THIRD_PARTY_LICENSES'), 'utf8')

test('a package is in the bundle if a part of it is in the output', () => {
  const input = (bytesInOutput: number) => ({ bytesInOutput })
  const inputs = {
    'worker/index.ts': input(10),
    'node_modules/hono/dist/hono.js': input(20),
    'node_modules/@scope/name/a.js': input(5),
    'node_modules/unused/index.js': input(0),
  }
  assert.deepEqual(packagesIn({ outputs: { 'index.js': { inputs } } }), ['hono', '@scope/name'])
})

test('packages with the same license share its text, and keep their copyright', () => {
  const text = licensesOf(['zod', 'hono', 'bcryptjs'])
  assert.equal(text.split('Permission is hereby granted').length, 2)
  assert.match(text, /^hono [\d.]+ \(MIT\)\nCopyright \(c\) 2021 - present, Yusuke Wada/m)
  assert.match(text, /^zod [\d.]+ \(MIT\)\nCopyright \(c\) 2025 Colin McDonnell$/m)
  assert.match(text, /Redistributions in binary form must reproduce the above copyright/)
  // This package ships without its license.
  assert.match(licensesOf(['drizzle-orm']), /TERMS AND CONDITIONS FOR USE, REPRODUCTION/)
})

test('a license that the bundle must not contain is an error', () => {
  assert.throws(() => licensesOf(['axe-core']), /axe-core has the license MPL-2\.0/)
})

test('the file has every dependency of the Worker, and another set of packages makes it stale', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const listed = [...file.matchAll(/^(\S+) [\d.]+ \([\w.-]+\)$/gm)].map(([, name = '']) => name)
  for (const name of Object.keys(dependencies)) assert.ok(listed.includes(name), name)
  assert.equal(staleLicenses(listed), undefined)
  assert.match(staleLicenses(listed.slice(1)) ?? '', /npm run licenses/)
})
