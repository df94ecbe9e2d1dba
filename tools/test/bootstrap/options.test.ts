import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseArguments, readCommand } from '../../bootstrap/commands.mjs'
import { nearest } from '../../bootstrap/nearest.mjs'
import { argumentsOf, readArguments } from '../../bootstrap/options.mjs'

const usage = {
  command: 'npm run thing --',
  about: 'Does a thing.',
  positionals: [{ name: 'FILE', about: 'The file.' }],
  options: {
    loud: { short: 'l', about: 'Is loud.' },
    name: { value: 'NAME', short: 'n', about: 'Has this name.' },
    env: { value: 'NAME', empty: true, about: 'Runs in this environment.' },
    how: { value: 'HOW', choices: ['fast', 'slow'], about: 'Has this speed.' },
    list: { value: 'ITEM', many: true, about: 'Has these items.' },
    file: { value: 'FILE', optional: true, about: 'Writes a file.' },
  },
} as const
const read = (...args: string[]) => readArguments(args, usage)
const values = (...args: string[]) => read('a.csv', ...args).values
const synopsis = 'Usage: npm run thing -- FILE [--loud] [--name NAME] [--env NAME] [--how HOW]'

test('a value follows a space or an equals sign, and a switch can have the value true or false', () => {
  for (const args of [['--name', 'x'], ['--name=x'], ['-n', 'x'], ['-nx'], ['-n=x']]) {
    assert.deepEqual({ ...values(...args) }, { name: 'x' }, args.join(' '))
  }
  for (const args of [['--loud'], ['--loud=true'], ['-l'], ['--loud', '--loud']]) {
    assert.deepEqual(values(...args), { loud: true }, args.join(' '))
  }
  for (const args of [['--loud=false'], ['--no-loud']]) {
    assert.deepEqual(values(...args), { loud: false }, args.join(' '))
  }
  assert.deepEqual(values('--name=-x', '--env='), { name: '-x', env: '' })
  assert.deepEqual(values('--env', ''), { env: '' })
  assert.deepEqual(values('--name=a=b'), { name: 'a=b' })
})

test('a list takes several values at once, and can be repeated', () => {
  assert.deepEqual(values('--list', 'a', 'b', '--loud', '--list=c'), {
    list: ['a', 'b', 'c'],
    loud: true,
  })
  assert.deepEqual(read('--list=a', 'b', '--loud', 'a.csv').positionals, ['a.csv'])
})

test('an optional value follows an equals sign only', () => {
  assert.deepEqual(values('--file'), { file: true })
  assert.deepEqual(values('--file=x'), { file: 'x' })
  assert.deepEqual(read('--file', 'a.csv').positionals, ['a.csv'])
})

const refused: Record<string, string> = {
  '--quiet': 'Unknown option --quiet.',
  '--nme x': 'Unknown option --nme. Did you mean --name?',
  '--Name x': 'Unknown option --Name. Did you mean --name?',
  '-x': 'Unknown option -x.',
  '-lx': 'Unknown option -x.',
  '--constructor': 'Unknown option --constructor.',
  '--__proto__=x': 'Unknown option --__proto__.',
  '--no-name': 'Unknown option --no-name. Did you mean --name?',
  '--no-quiet': 'Unknown option --no-quiet.',
  '--no-loud=true': '--loud is a switch.',
  '--loud=yes': '--loud is a switch.',
  '--loud=': '--loud is a switch.',
  '--name': '--name needs a value.',
  '--name=': '--name needs a value.',
  '--name --loud': '--name needs a value. Is it --loud? Write --name=--loud',
  '--how fst': '--how takes fast, slow. Did you mean fast?',
}
for (const [line, message] of Object.entries(refused)) {
  test(`${line} is refused, with the usage`, () => {
    assert.throws(
      () => values(...line.split(' ')),
      (error: Error) =>
        error.message.startsWith(message) && error.message.includes(`\n${synopsis}`),
    )
  })
}

test('the error names a missing or unexpected argument', () => {
  assert.throws(() => read(), /^Error: Usage: .*\nFILE is missing\.$/)
  assert.throws(() => read('a.csv', 'b.csv'), /^Error: Usage: .*\nUnexpected argument b\.csv$/)
  assert.throws(() => read('a.csv', '--', 'b'), /^Error: Usage: .*\nUnexpected argument b$/)
})

test('repeated options: the last one wins', () => {
  assert.deepEqual(values('--name=a', '--loud', '--name=b', '--no-loud'), {
    name: 'b',
    loud: false,
  })
})

test('arguments after -- are separate if the command takes them', () => {
  const open = { ...usage, rest: 'Passes these arguments on.' }
  assert.deepEqual(readArguments(['a.csv', '--', '--any', 'b'], open).rest, ['--any', 'b'])
})

test('an option that npm consumed is reported', (context) => {
  process.env.npm_config_name = 'x'
  context.after(() => delete process.env.npm_config_name)
  assert.throws(() => read('a.csv'), /npm took --name for itself.*npm run thing -- --name/)
  assert.deepEqual(values('--name=y'), { name: 'y' })
})

test('options are passed to another program in one form', () => {
  const given = values('-n', 'x', '--loud', '--list', 'a', 'b', '--env=', '--file=f')
  assert.deepEqual(argumentsOf(given), [
    ...['--name=x', '--loud', '--list=a', '--list=b', '--env=', '--file=f'],
  ])
  assert.deepEqual(argumentsOf(values('--no-loud')), ['--loud=false'])
})

test('the nearest name is a likely one, or undefined', () => {
  const known = ['REGISTRATION', 'PUBLIC_URL', 'LOGO_URL', 'MAIL_FROM']
  assert.equal(nearest('REGISTRATON', known), 'REGISTRATION')
  assert.equal(nearest('REIGSTRATION', known), 'REGISTRATION')
  assert.equal(nearest('registration', known), 'REGISTRATION')
  assert.equal(nearest('PUBLICURL', known), 'PUBLIC_URL')
  assert.equal(nearest('FROM_MAIL', known), undefined)
  assert.equal(nearest('X', known), undefined)
})

const database = (...args: string[]) =>
  databaseArguments(readCommand('import', ['a.csv', ...args]).values)

test('the default database is the local one', () => {
  assert.deepEqual(database().where, ['--local'])
  assert.deepEqual(database('--local').where, ['--local'])
  const { which, where } = database('--persist-to', 'here', '-e', 'staging', '-c', 'x.toml')
  assert.deepEqual(which, ['--config=x.toml', '--env=staging'])
  assert.deepEqual(where, ['--local', ...which, '--persist-to=here'])
  assert.deepEqual(database('--remote').where, ['--remote'])
})

test('a command works on one database, local or deployed', () => {
  assert.throws(() => database('--remote', '--local'), /--remote is .*\. Use one of them\./)
  assert.throws(
    () => database('--remote', '--persist-to', 'here'),
    /--remote is .*\. Use one of them\./,
  )
})
