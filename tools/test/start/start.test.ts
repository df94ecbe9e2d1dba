import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { planOf } from '../../commands/start/start-plan.ts'
import { varsOf } from '../../lib/wrangler.ts'

const defaults = {
  PUBLIC_URL: 'http://localhost:8787',
  MAIL_FROM: 'Latchkey <latchkey@example.com>',
  DEFAULT_ACCOUNTS: 'on',
}

test('without arguments it serves localhost only, with the settings for local use', () => {
  const plan = planOf([])
  assert.equal(plan.port, 8787)
  assert.equal(plan.listenHost, 'localhost')
  assert.deepEqual(plan.database, [])
  const args = plan.devArgs(8787)
  assert.deepEqual(varsOf(args), defaults)
  assert.deepEqual(args.slice(-6), ['--ip', 'localhost', '--inspector-port', '0', '--port', '8787'])
})

test('PUBLIC_URL has the port, and --persist-to chooses the database to migrate', () => {
  for (const args of [
    ['--port', '8799', '--persist-to', 'some where'],
    ['--port=8799', '--persist-to=some where'],
  ]) {
    const plan = planOf(args)
    assert.deepEqual(plan.database, ['--persist-to', 'some where'])
    const devArgs = plan.devArgs(plan.port)
    assert.equal(varsOf(devArgs).PUBLIC_URL, 'http://localhost:8799')
    assert.equal(devArgs.filter((arg) => arg.startsWith('--port')).length, 1)
    assert.ok(devArgs.join(' ').includes('some where'))
  }
})

test('variables of the command line and of .dev.vars win over the defaults', () => {
  const args = ['--var', 'MAIL_FROM:me@x.test', 'APIS:asta', '--var=DEFAULT_ACCOUNTS:off']
  assert.deepEqual(varsOf(planOf(args).devArgs(8787)), {
    PUBLIC_URL: defaults.PUBLIC_URL,
    MAIL_FROM: 'me@x.test',
    APIS: 'asta',
    DEFAULT_ACCOUNTS: 'off',
  })
  const { PUBLIC_URL, MAIL_FROM } = defaults
  assert.deepEqual(varsOf(planOf([], ['DEFAULT_ACCOUNTS']).devArgs(8787)), {
    PUBLIC_URL,
    MAIL_FROM,
  })
})

test('other flags are passed to wrangler dev unchanged', () => {
  const args = ['--ip', '0.0.0.0', '--inspector-port', '9300', '--log-level', 'debug']
  const plan = planOf(args)
  assert.equal(plan.visitHost, 'localhost')
  const devArgs = plan.devArgs(8787)
  assert.deepEqual(devArgs.slice(-8, -2), args)
  assert.equal(devArgs.filter((arg) => arg === '--inspector-port').length, 1)
  assert.equal(planOf(['--ip', '::1', '--local-protocol', 'https']).visitHost, '[::1]')
})

test('--config and --env also choose the database to migrate', () => {
  const { database } = planOf(['-c', 'other.toml', '--env=staging'])
  assert.deepEqual(database, ['--config', 'other.toml', '--env', 'staging'])
})

test('an unknown variable is refused on the command line and reported in .dev.vars', () => {
  assert.throws(
    () => readCommand('start', ['--var=APIS:asta', '--var=REGISTRATON:closed']),
    /^Error: REGISTRATON in --var is not a setting.* Did you mean REGISTRATION\?\nUsage: /,
  )
  const [note, ...others] = planOf([], ['JWT_SECRET', 'registration']).notes
  assert.match(note ?? '', /registration in \.dev\.vars is not a setting/)
  assert.deepEqual(others, [])
})

test('an invalid port is refused', () => {
  for (const port of ['x', '-1', '70000', '80.5', '']) {
    assert.throws(() => readCommand('start', [`--port=${port}`]), /^Error: --port (takes|needs) /)
  }
})
