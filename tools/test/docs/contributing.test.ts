// Follows the recipes of CONTRIBUTING in a copy, and checks with TypeScript that they are complete.
import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

const copy = mkdtempSync(join(tmpdir(), 'latchkey-contributing-'))

/** For each file of a recipe: the place, and the line to add there or the place as it becomes. */
type Edits = Record<string, [place: string | RegExp, added: string | ((line: string) => string)]>

/** What a new `zz` adds to the files that a recipe names. */
const recipes: Record<string, Edits> = {
  'Add a capability': {
    'worker/capabilities.ts': [
      'const list = [',
      (line) => `import { zzCapability } from './zz/capability.ts'\n\n${line}\n  zzCapability,`,
    ],
  },
  'Add a setting': {
    'worker/passwords/vars.ts': [
      'export const vars = {',
      "  ZZ_DAYS: ['plain', wholeNumber(1, 9), 3],",
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
  },
}

/** A capability with an operation, a problem, a setting and an event. */
const zzCapability = `
import { type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'
import type { Capability } from '../http/capability.ts'
import { defineProblems } from '../http/problem.ts'
import { response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import * as z from '../input/zod.ts'

const getZz = operation(
  'get',
  '/api/auth/zz',
  () => ({
    operationId: 'getZz',
    tags: ['Latchkey'],
    responses: { 200: response(() => z.object({ days: z.int() })) },
  }),
  (c) => c.json({ days: c.var.call.settings.ZZ_LENGTH }, 200),
)
const events = ['zz_created'] as const
const vars = { ZZ_LENGTH: ['plain', wholeNumber(1, 9)] } as const satisfies VarDefinitions

export const zzCapability = {
  routes: [getZz],
  problems: defineProblems({ zz_not_found: [404, 'zz not found'] }),
  events,
  vars,
} as const satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
`

after(() => rmSync(copy, { recursive: true, force: true }))
before(() => {
  const { include }: { include: string[] } = JSON.parse(
    readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  )
  for (const name of [...include, 'client', 'web', 'tools', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  mkdirSync(join(copy, 'worker/zz'))
  writeFileSync(join(copy, 'worker/zz/capability.ts'), zzCapability)
})

/** How many recipes have been followed in the copy. */
let followed = 0

for (const [title, edits] of Object.entries(recipes)) {
  test(`${title}: the recipe names the files that it changes`, async () => {
    const recipe = sectionOf(title)
    for (const [file, [place, added]] of Object.entries(edits)) {
      assert.ok(recipe.includes(`\`${file}\``), `${title} does not name ${file}`)
      const path = join(copy, file)
      const text = readFileSync(path, 'utf8')
      const found = typeof place === 'string' ? place : (place.exec(text)?.[0] ?? '')
      assert.ok(found !== '' && text.includes(found), `${file} has no ${place}`)
      const edited = typeof added === 'string' ? `${found}\n${added}` : added(found)
      writeFileSync(
        path,
        text.replace(found, () => edited),
      )
    }
    followed += 1
  })
}

test('TypeScript requires no change to another file than those that the recipes name', async () => {
  assert.equal(followed, Object.keys(recipes).length)
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { code, output } = await run(node, [compiler, '-p', '.', '--singleThreaded'], { cwd: copy })
  assert.equal(code, 0, output)
})

test('the recipes name files that exist', () => {
  const [, recipes] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(
    '## Add an endpoint',
  )
  const named = [
    ...(recipes ?? '').matchAll(/`((?:worker|test|tools|web|schema|docs)\/[\w./-]+\.\w+)`/g),
  ]
  assert.ok(named.length > 10)
  for (const [, file = ''] of named) assert.ok(existsSync(join(root, file)), file)
})

function sectionOf(title: string): string {
  const [, section = ''] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(
    `## ${title}\n`,
  )
  return section.split('\n## ')[0] ?? ''
}
