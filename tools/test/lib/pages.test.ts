import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { contentOf } from '../../lib/pages.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-pages-'))
after(() => rmSync(scratch, { recursive: true }))
let base: string

const content = () => contentOf(base, ['web', 'client', 'package-lock.json'])

beforeEach(() => {
  base = mkdtempSync(join(scratch, 'base-'))
  mkdirSync(join(base, 'web/pages'), { recursive: true })
  writeFileSync(join(base, 'web/pages/one.tsx'), 'one')
  writeFileSync(join(base, 'package-lock.json'), '{}')
})

test('the hash ignores built files and rewritten sources', () => {
  const before = content()
  mkdirSync(join(base, 'web/dist'))
  writeFileSync(join(base, 'web/dist/index.html'), 'built')
  writeFileSync(join(base, 'web/pages/one.tsx'), 'one')
  assert.equal(content(), before)
})

test('the hash changes with a content, a name, a new file and the lock file', () => {
  const seen = [content()]
  writeFileSync(join(base, 'web/pages/one.tsx'), 'two')
  seen.push(content())
  renameSync(join(base, 'web/pages/one.tsx'), join(base, 'web/pages/two.tsx'))
  seen.push(content())
  mkdirSync(join(base, 'client'))
  writeFileSync(join(base, 'client/index.ts'), '')
  seen.push(content())
  writeFileSync(join(base, 'package-lock.json'), '{ }')
  seen.push(content())
  assert.equal(new Set(seen).size, seen.length)
})
