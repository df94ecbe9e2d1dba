import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialect } from '../../ci/dialect.ts'
import { faultsIn } from '../../ci/wording.ts'

const entries = [
  { words: /whoever/, instead: 'a user' },
  { words: /of its own/, instead: 'its own X' },
  { words: /people/, instead: 'users', quoted: ['test/', 'docs/import.md'] },
]

test('reports the line, the words and the replacement', () => {
  const text = ['Whoever signs in', '', 'has a session of its own.'].join('\n')
  assert.deepEqual(faultsIn('docs/a.md', text, entries), [
    'docs/a.md:1: "Whoever" → a user',
    'docs/a.md:3: "of its own" → its own X',
  ])
})

test('finds a phrase that continues on the next line of a comment or a paragraph', () => {
  for (const text of [
    '/**\n * a session of\n * its own\n */',
    '// of its\n// own',
    '# of\n# its own',
    'of\nits own',
  ]) {
    assert.equal(faultsIn('a.ts', text, entries).length, 1, text)
  }
})

test('ignores parts of longer words and names', () => {
  for (const text of ['whoevers', 'a-whoever', 'whoever_else', 'of its owner', 'of. Its own']) {
    assert.deepEqual(faultsIn('a.ts', text, entries), [], text)
  }
})

test('leaves paths that quote the words alone', () => {
  assert.deepEqual(faultsIn('test/a.test.ts', 'people', entries), [])
  assert.deepEqual(faultsIn('docs/import.md', 'people', entries), [])
  assert.equal(faultsIn('docs/client.md', 'people', entries).length, 1)
})

test('every entry of the list has a replacement and no flags', () => {
  for (const { words, instead } of dialect) {
    assert.ok(instead.length > 2, words.source)
    assert.equal(words.flags, '', `${words.source} is matched in any case`)
  }
})
