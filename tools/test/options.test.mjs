import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { root, run } from '../child.mjs'
import { flag, readOptions, text } from '../options.mjs'

const read = (...args) =>
  readOptions(
    args,
    'npm run thing -- FILE',
    { loud: flag, name: text },
    ({ length }) => length === 1,
  )
const told = 'Usage: npm run thing -- FILE [--loud] [--name …] [--remote]'

for (const command of ['account', 'create-admin', 'doctor', 'import']) {
  test(`npm run ${command} tells how it is used when it is asked`, async () => {
    const { code, output } = await run(process.execPath, [
      join(root, `tools/${command}.mjs`),
      '--help',
    ])
    assert.match(output, new RegExp(`^Usage: npm run ${command} -- .*--persist-to`))
    assert.equal(code, 0)
  })
}

test('the database is the local one, if nothing else is said', () => {
  assert.deepEqual(read('a.csv', '--loud').where, ['--local'])
  assert.deepEqual(read('a.csv', '--local').where, ['--local'])
  const { which, where } = read('a.csv', '--persist-to', 'here', '-e', 'staging', '-c', 'x.toml')
  assert.deepEqual(which, ['--config', 'x.toml', '--env', 'staging'])
  assert.deepEqual(where, ['--local', ...which, '--persist-to', 'here'])
  assert.deepEqual(read('a.csv', '--remote').where, ['--remote'])
})

test('a command is for one database, here or there', () => {
  assert.throws(() => read('a.csv', '--remote', '--local'), /--remote is .*: take one\./)
  assert.throws(
    () => read('a.csv', '--remote', '--persist-to', 'here'),
    /--remote is .*: take one\./,
  )
})

test('what a command does not take is told with what it takes', () => {
  const begins = (text) => (error) => error.message.startsWith(text)
  assert.throws(() => read('a.csv', '--quiet'), begins(`Unknown option '--quiet'\n${told}`))
  assert.throws(
    () => read('a.csv', '--name'),
    begins(`Option '--name <value>' argument missing\n${told}`),
  )
  assert.throws(() => read(), begins(told))
  assert.throws(() => read('a.csv', 'b.csv'), begins(told))
})

test('its own options are read', () => {
  const { values, positionals } = read('a.csv', '--name', 'Ada', '--loud')
  assert.deepEqual([values.name, values.loud, positionals], ['Ada', true, ['a.csv']])
})
