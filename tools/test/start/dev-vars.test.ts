import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parseEnv } from 'node:util'
import { writeSecrets } from '../../commands/start/dev-vars.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-dev-vars-'))
after(() => rmSync(scratch, { recursive: true }))
const file = join(scratch, '.dev.vars')

/** The variables of a file with this text, after the start. */
function started(text?: string): NodeJS.Dict<string> {
  rmSync(file, { force: true })
  if (text !== undefined) writeFileSync(file, text)
  writeSecrets(file)
  return parseEnv(readFileSync(file, 'utf8'))
}

const random = /^[\w-]{43}$/

test('a first start writes two random secrets, which only their owner can read', () => {
  const { JWT_SECRET = '', ROOT_SECRET = '', ...others } = started()
  assert.match(JWT_SECRET, random)
  assert.match(ROOT_SECRET, random)
  assert.notEqual(JWT_SECRET, ROOT_SECRET)
  assert.deepEqual(others, {})
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('empty values of the example are filled in, and everything else stays', () => {
  const {
    JWT_SECRET = '',
    ROOT_SECRET = '',
    ...others
  } = started('# Secrets\nJWT_SECRET=\nROOT_SECRET =  \nAPIS=asta')
  assert.match(JWT_SECRET, random)
  assert.match(ROOT_SECRET, random)
  assert.deepEqual(others, { APIS: 'asta' })
  assert.match(readFileSync(file, 'utf8'), /^# Secrets\n/)
  // A copy of the example is readable by all.
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('a second start changes nothing', () => {
  started()
  const text = readFileSync(file, 'utf8')
  started(text)
  assert.equal(readFileSync(file, 'utf8'), text)
})

test('a JWT_SECRET from before ROOT_SECRET stays, and its data stays readable', () => {
  const { ROOT_SECRET = '', ...others } = started('JWT_SECRET=Zt8vK1qWm3XrB6nYc0LpHs5DgJf2EaUo\n')
  assert.match(ROOT_SECRET, random)
  assert.deepEqual(others, {
    JWT_SECRET: 'Zt8vK1qWm3XrB6nYc0LpHs5DgJf2EaUo',
    ROOT_SECRET_PREVIOUS: 'JWT_SECRET',
  })
})
