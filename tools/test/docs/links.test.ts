import assert from 'node:assert/strict'
import { test } from 'node:test'
import { committedFiles } from '../../ci/committed-files.ts'
import { anchorOf, deadLinks, linksIn } from '../../ci/markdown-links.ts'

test('no link of the documentation is dead', async () => {
  const pages = (await committedFiles()).filter((file) => file.endsWith('.md'))
  assert.ok(pages.length > 90, `${pages.length} pages`)
  assert.deepEqual(pages.flatMap(deadLinks), [])
})

test('a missing file and a missing heading are dead links, other hosts and code are not links', () => {
  const markdown = [
    'Read [one](a.md), [two](b.md#part) and ![three](<c.png>).',
    '`[not](a-link.md)` [another host](https://example.com/x.md) [mail](mailto:a@b.test)',
    '```sh',
    'echo [no](link.md)',
    '```',
    '[reference]: d.md',
  ].join('\n')
  assert.deepEqual(linksIn(markdown), [
    { target: 'a.md', line: 1 },
    { target: 'b.md#part', line: 1 },
    { target: 'c.png', line: 1 },
    { target: 'd.md', line: 6 },
  ])
})

test('an anchor is what GitHub makes of a heading', () => {
  assert.equal(anchorOf('What a version covers'), 'what-a-version-covers')
  assert.equal(anchorOf('`ROOT_SECRET`, and its end'), 'root_secret-and-its-end')
  assert.equal(anchorOf('[Unreleased](x)'), 'unreleased')
  assert.equal(anchorOf('Sign in – twice'), 'sign-in--twice')
})
