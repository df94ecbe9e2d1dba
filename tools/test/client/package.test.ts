// The package as registries, bundlers and TypeScript read it.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { install } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { tempDir } from '../../lib/files/temp-dir.ts'

/** Has its own lock file: nothing else needs these tools. */
const tools = join(root, 'test/package-tools')

let tarball: string

before(async () => {
  await install(tools)
  const directory = tempDir('package')
  const { code, output } = await run('npm', [
    'pack',
    '-w',
    'client',
    '--pack-destination',
    directory,
  ])
  assert.equal(code, 0, output)
  tarball = join(directory, readdirSync(directory)[0] ?? '')
})

test('publint finds nothing, not even a suggestion', async () => {
  const { code, output } = await tool('publint', tarball, '--strict')
  assert.equal(code, 0, output)
  assert.match(output, /All good!/)
})

test('TypeScript resolves every export in ES modules and in bundlers', async () => {
  // The package has only ES modules, which CommonJS imports dynamically.
  const { code, output } = await tool('attw', tarball, '--profile', 'esm-only', '--no-color')
  assert.equal(code, 0, output)
  assert.match(output, /latchkey\/elements/)
})

function tool(name: string, ...args: string[]) {
  return run(join(tools, 'node_modules/.bin', name), args, { env: { NO_COLOR: '1' } })
}
