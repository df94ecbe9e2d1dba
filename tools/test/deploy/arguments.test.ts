import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { attempt, deployedWorker, scratch, writeStaging } from '../support/deployment.ts'

const named: { args: string[]; env?: Record<string, string>; hasEnvironment?: boolean }[] = [
  { args: ['--name', 'foo'] },
  { args: ['--name=foo'] },
  { args: ['--env', 'staging', '--name=foo'], hasEnvironment: true },
  { args: ['--name=foo', '-e=staging'], hasEnvironment: true },
  { args: ['--name', 'foo'], env: { CLOUDFLARE_ENV: 'staging' }, hasEnvironment: true },
  { args: ['--name', 'other'], env: { WRANGLER_CI_OVERRIDE_NAME: 'foo' } },
]
for (const { args, env = {}, hasEnvironment = false } of named) {
  const typed = [...Object.entries(env).map((pair) => pair.join('=')), ...args].join(' ')
  test(`the secrets are listed of the Worker that is deployed: ${typed}`, async () => {
    const { output, calls, code } = await attempt({
      answers: deployedWorker,
      args: hasEnvironment ? [...args, '--config', writeStaging()] : args,
      env,
    })
    assert.equal(code, 0, output)
    const list = calls[0]
    assert.deepEqual(list?.args.slice(0, 4), ['secret', 'list', '--name', 'foo'])
    // With --env wrangler would list the secrets of foo-staging; the variable only chooses the account.
    assert.ok(!list.args.includes('--env'))
    assert.equal(list.environment, hasEnvironment ? 'staging' : '')
    assert.deepEqual(calls.at(-1)?.files, {})
  })
}

test('without a name the secrets are listed of the environment', async () => {
  const file = writeStaging()
  const cases: { args: string[]; env?: Record<string, string> }[] = [
    { args: ['-c', file, '-e', 'staging'] },
    { args: [`--config=${file}`], env: { CLOUDFLARE_ENV: 'staging' } },
  ]
  for (const { args, env = {} } of cases) {
    const { calls, code, output } = await attempt({ answers: deployedWorker, args, env })
    assert.equal(code, 0, output)
    for (const call of calls) {
      const line = call.args.join(' ')
      assert.match(line, /--env[ =]staging( |$)/)
      assert.ok(line.includes(file))
    }
  }
})

test('wrangler deploy gets its arguments in one form, with the environment', async () => {
  const { calls, code, output } = await attempt({
    answers: deployedWorker,
    args: ['--var', 'AUDIT_DAYS:30', 'LOGIN_ATTEMPTS:5', '--tag=v1', '-e='],
  })
  assert.equal(code, 0, output)
  const { args = [] } = calls.at(-1) ?? {}
  // In a repository, the commit is an argument, too.
  const commit = args.findIndex((arg) => arg.startsWith('LATCHKEY_COMMIT:'))
  assert.deepEqual(commit < 0 ? args : args.toSpliced(commit - 1, 2), [
    ...['deploy', '--minify', '--var=AUDIT_DAYS:30', '--var=LOGIN_ATTEMPTS:5', '--tag=v1'],
    ...['--env=', '--config=wrangler.toml'],
  ])
})

const refused = {
  '--dryrun': /Did you mean --dry-run\?/,
  '--dry-run=yes': /--dry-run is a switch/,
  '--secrets-file=x': /Unknown option --secrets-file/,
  '--keep-vars': /Unknown option --keep-vars/,
  '--no-bundle': /Unknown option --no-bundle/,
  '--temporary': /Unknown option --temporary/,
  'worker/index.ts': /Unexpected argument worker\/index\.ts/,
  '--name': /--name needs a value/,
  '--name=': /--name needs a value/,
  '--name --dry-run': /--name needs a value/,
  '--env=staging': /There is no \[env\.staging\] in the settings, so nothing was done/,
  '--config=nowhere.toml': /There is no file/,
  '--var REGISTRATON:closed':
    /REGISTRATON in \[vars\] is not a setting.*Did you mean REGISTRATION\?/,
}
for (const [line, reason] of Object.entries(refused)) {
  test(`${line} is refused before wrangler runs`, async () => {
    const { code, output, calls } = await attempt({
      answers: deployedWorker,
      args: line.split(' '),
    })
    assert.equal(code, 1)
    assert.match(output, reason)
    assert.deepEqual(calls, [])
  })
}

test('an unknown environment in CLOUDFLARE_ENV is refused', async () => {
  const { code, output, calls } = await attempt({
    answers: deployedWorker,
    env: { CLOUDFLARE_ENV: 'stagin' },
    args: ['--config', writeStaging()],
  })
  assert.equal(code, 1)
  assert.match(output, /no \[env\.stagin\].*Did you mean staging\?/)
  assert.deepEqual(calls, [])
})

test('a dry run only builds, in every spelling of the option', async () => {
  for (const args of [['--dry-run'], ['--dry-run=true'], ['--tag', 'x', '--dry-run']]) {
    const { code, calls } = await attempt({ answers: {}, args })
    assert.equal(code, 0)
    assert.deepEqual(
      calls.map((call) => call.args.includes('--dry-run')),
      [true],
    )
  }
  const { steps } = await attempt({ answers: deployedWorker, args: ['--dry-run=false'] })
  assert.equal(steps.at(-1), 'deploy')
  assert.ok(steps.includes('secret list'))
})

test('every wrangler command gets every --env-file and the same configuration', async () => {
  // Node also looks for --env-file, wherever the option is.
  const files = ['a.env', 'b.env'].map((name) => join(scratch, name))
  for (const file of files) writeFileSync(file, '')
  const { calls } = await attempt({ answers: deployedWorker, args: ['--env-file', ...files] })
  assert.ok(calls.length > 3)
  for (const { args } of calls) {
    const line = args.join(' ').replaceAll(/(--[\w-]+)=/g, '$1 ')
    assert.ok(line.includes(files.map((file) => `--env-file ${file}`).join(' ')), line)
    assert.match(line, /--config wrangler\.toml/)
  }
})

test('--no-minify uploads the code as it is written', async () => {
  const { calls } = await attempt({ answers: deployedWorker, args: ['--no-minify'] })
  assert.deepEqual(
    calls.at(-1)?.args.filter((arg) => arg.includes('minify')),
    ['--minify=false'],
  )
})

test('a flag that npm consumed is reported', async () => {
  const env = { npm_config_dry_run: 'true' }
  const { code, output, calls } = await attempt({ answers: deployedWorker, env })
  delete process.env.npm_config_dry_run
  assert.equal(code, 1)
  assert.match(output, /npm took --dry-run for itself.*npm run deploy -- --dry-run/)
  assert.deepEqual(calls, [])
})
