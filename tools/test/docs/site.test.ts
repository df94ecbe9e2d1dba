import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deadLinksOf } from '../../commands/docs/dead-links.ts'
import { tempDir } from '../../lib/files/temp-dir.ts'

test('a link of the built site is dead without its page, its file or its anchor', () => {
  const site = tempDir('site')
  mkdirSync(join(site, 'docs'))
  const page = (...lines: string[]) => lines.join('\n')
  writeFileSync(join(site, 'picture.png'), '')
  writeFileSync(
    join(site, 'index.html'),
    page(
      '<h2 id="ideas-&amp;-plans">Ideas</h2>',
      '<a href="/docs/">folder</a> <a class="x" href="/docs/client#api">page</a> <a href="#ideas-%26-plans">here</a>',
      '<img src="/picture.png"> <a href="https://example.com/none">host</a> <a href="mailto:a@b.test">mail</a>',
      '<a href="/docs/none">1</a> <a href="/docs/client#none">2</a> <a href="#none">3</a> <img alt="" src="none.png">',
    ),
  )
  writeFileSync(join(site, 'docs/index.html'), '<a href="client">relative</a> <a href="none">4</a>')
  writeFileSync(join(site, 'docs/client.html'), '<h2 id="api" tabindex="-1">API</h2>')
  assert.deepEqual(deadLinksOf(site).toSorted(), [
    'docs/index.html: none',
    'index.html: #none',
    'index.html: /docs/client#none',
    'index.html: /docs/none',
    'index.html: none.png',
  ])
})
