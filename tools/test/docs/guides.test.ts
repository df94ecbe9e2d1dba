import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'

const guides = readdirSync(join(root, 'docs/guides')).filter((name) => name !== 'README.md')

/** The lines of a part of a file, without the indentation that all of them share. */
function lines(text: string): string {
  const all = text.split('\n').map((line) => line.trimEnd())
  const widths = all.filter(Boolean).map((line) => line.length - line.trimStart().length)
  return all.map((line) => line.slice(Math.min(...widths))).join('\n')
}

/** Whether the lines follow each other in a file, at any indentation. */
function contains(file: string, excerpt: string): boolean {
  const all = file.split('\n')
  const count = excerpt.split('\n').length
  return all.some((_, at) => lines(all.slice(at, at + count).join('\n')) === excerpt)
}

test('there is a guide for each app of the examples, and one for the API', () => {
  const names = ['astro', 'html', 'nextjs', 'react-router', 'react', 'sveltekit', 'hono']
  assert.deepEqual(new Set(guides), new Set(names.map((name) => `${name}.md`)))
})

for (const guide of guides) {
  const page = readFileSync(join(root, 'docs/guides', guide), 'utf8')
  const [, example = ''] = /\.\.\/\.\.\/examples\/([\w-]+)\/README\.md/.exec(page) ?? []

  test(`the code in ${guide} is the code of its example`, () => {
    const blocks = [
      ...page.matchAll(/^```\w+\n(?:\/\/ |<!-- )(\S+\.\w+)(?: -->)?\n([\s\S]*?)\n```$/gm),
    ]
    assert.ok(blocks.length > 0)
    for (const [, path = '', code = ''] of blocks) {
      const file = readFileSync(join(root, 'examples', example, path), 'utf8')
      assert.ok(contains(file, lines(code)), `${guide}: ${path} has other lines than\n${code}`)
    }
  })
}
