// Does in a copy what CONTRIBUTING's recipes say, and no more, and lets TypeScript judge whether anything was left out.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

const copy = mkdtempSync(join(tmpdir(), 'latchkey-contributing-'))
after(() => rmSync(copy, { recursive: true, force: true }))
before(() => {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  for (const name of [...include, 'client', 'web', 'tools', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})

/** For each recipe: what a new `zz` puts into the sources that the recipe names. */
const recipes = {
  'Add a setting': {
    'worker/passwords/vars.ts': [
      'export const vars = {',
      "  ZZ_DAYS: ['plain', z._default(wholeNumber(1, 9), 3)],",
    ],
  },
  'Add an API': {
    'worker/config/vars.ts': [
      "'argon'] as const",
      (line) => line.replace("'argon']", "'argon', 'zz']"),
    ],
    'worker/capabilities.ts': [
      'const byApi: Record<Api, Product> = {',
      "  zz: { api: 'zz', operations: () => [] },",
    ],
    'test/http/openapi.test.ts': [/^const documented: .*$/m, '  zz: [],'],
  },
}

for (const [title, edits] of Object.entries(recipes)) {
  test(`${title}: the recipe names every source that TypeScript wants changed`, async () => {
    const recipe = sectionOf(title)
    for (const [file, [after, added]] of Object.entries(edits)) {
      assert.ok(recipe.includes(`\`${file}\``), `${title} does not name ${file}`)
      const path = join(copy, file)
      const text = readFileSync(path, 'utf8')
      const [found] = typeof after === 'string' ? [after] : after.exec(text)
      assert.ok(text.includes(found), `${file} has no ${after}`)
      const edited = typeof added === 'string' ? `${found}\n${added}` : added(found)
      writeFileSync(
        path,
        text.replace(found, () => edited),
      )
    }
    const { code, output } = await run(
      node,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'],
      { cwd: copy },
    )
    assert.equal(code, 0, output)
  })
}

test('the recipes name files that exist', () => {
  const recipes = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('## Add an endpoint')[1]
  const named = [...recipes.matchAll(/`((?:worker|test|tools|web|schema|docs)\/[\w./-]+\.\w+)`/g)]
  assert.ok(named.length > 10)
  for (const [, file] of named) assert.ok(readFileSync(join(root, file)), file)
})

function sectionOf(title) {
  const [, section] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(`## ${title}\n`)
  return section.split('\n## ')[0]
}
