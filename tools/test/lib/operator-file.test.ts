import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root, run } from '../../bootstrap/process.mjs'
import { mergedFile, operatorFile, projectFile } from '../../lib/config/files.ts'
import { mergeTables } from '../../lib/config/merge.ts'
import { writeMergedConfig } from '../../lib/config/operator-file.ts'
import { type Config, readConfig } from '../../lib/settings.ts'
import { copyProject } from '../support/project-copy.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-operator-'))
after(() => rmSync(scratch, { recursive: true }))

/** What an operator may set, in every form that wrangler knows. */
const own = `
name = "acme-auth"
account_id = "0123"
routes = [{ pattern = "auth.acme.test", custom_domain = true }]
[vars]
REGISTRATION = "closed"
PUBLIC_URL = "https://auth.acme.test"
[[d1_databases]]
binding = "DB"
database_name = "acme"
[[ratelimits]]
name = "RATE_LIMIT"
namespace_id = "4711"
[placement]
region = "aws:eu-central-1"
[env.staging]
routes = []
[env.staging.vars]
REGISTRATION = "closed"
`

/** A configuration as plain values: the tables of TOML have no prototype. */
function read(file: string): Config {
  return JSON.parse(JSON.stringify(readConfig(['--config', file])))
}

test("the operator's settings win, and the project's stay for everything else", () => {
  const directory = mkdtempSync(join(scratch, 'merged-'))
  const toml = readFileSync(join(root, projectFile), 'utf8')
  writeFileSync(join(directory, projectFile), toml)
  assert.equal(writeMergedConfig(directory), undefined)
  assert.ok(!existsSync(join(directory, mergedFile)))

  writeFileSync(join(directory, operatorFile), own)
  assert.equal(writeMergedConfig(directory), mergedFile)
  const project = read(join(directory, projectFile))
  const merged = read(join(directory, mergedFile))
  assert.deepEqual(
    [merged.name, merged.account_id, merged.routes, merged.placement],
    [
      'acme-auth',
      '0123',
      [{ pattern: 'auth.acme.test', custom_domain: true }],
      { region: 'aws:eu-central-1' },
    ],
  )
  assert.deepEqual(merged.vars, {
    ...project.vars,
    REGISTRATION: 'closed',
    PUBLIC_URL: 'https://auth.acme.test',
  })
  // Entries of lists merge by their binding or name: migrations_dir and the limits are the project's.
  assert.deepEqual(merged.d1_databases, [{ ...project.d1_databases[0], database_name: 'acme' }])
  const [limited, wide] = project.ratelimits
  assert.deepEqual(merged.ratelimits, [{ ...limited, namespace_id: '4711' }, wide])
  for (const name of [
    'main',
    'compatibility_date',
    'compatibility_flags',
    'alias',
    'assets',
    'limits',
    'triggers',
    'observability',
    'preview_urls',
    'send_email',
  ] as const) {
    assert.deepEqual(merged[name], project[name], name)
  }
  const staging = readConfig(['--config', join(directory, mergedFile), '--env', 'staging'])
  assert.deepEqual(staging.vars, { REGISTRATION: 'closed' })
})

test('the merged file is written again after a change to either file, and only then', () => {
  const directory = mkdtempSync(join(scratch, 'again-'))
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text)
  const nameOf = () => readConfig(['--config', join(directory, mergedFile)]).name
  write(projectFile, 'name = "one"\ncompatibility_date = "2026-10-15"')
  write(operatorFile, '')
  writeMergedConfig(directory)
  assert.equal(nameOf(), 'one')
  const { mtimeMs } = statSync(join(directory, mergedFile))
  writeMergedConfig(directory)
  assert.equal(statSync(join(directory, mergedFile)).mtimeMs, mtimeMs)
  write(projectFile, 'name = "two"\ncompatibility_date = "2026-10-15"')
  writeMergedConfig(directory)
  assert.equal(nameOf(), 'two')
  write(operatorFile, 'name = "three"')
  writeMergedConfig(directory)
  assert.equal(nameOf(), 'three')
  write(operatorFile, 'name = three')
  assert.throws(() => writeMergedConfig(directory))
})

test('lists without names are replaced, and new entries are added', () => {
  assert.deepEqual(
    mergeTables(
      { triggers: { crons: ['1'] }, kv: [{ binding: 'A', id: '1' }], keep: true },
      { triggers: { crons: ['2'] }, kv: [{ binding: 'B', id: '2' }], add: [{ pattern: 'x' }] },
    ),
    {
      triggers: { crons: ['2'] },
      kv: [
        { binding: 'A', id: '1' },
        { binding: 'B', id: '2' },
      ],
      keep: true,
      add: [{ pattern: 'x' }],
    },
  )
})

test('every command that chooses a configuration uses both files, unless --config names another', async () => {
  const copy = join(scratch, 'copy')
  copyProject(copy)
  writeFileSync(join(copy, operatorFile), own.replace('"closed"', '"clsoed"'))
  const doctor = (...args: string[]) =>
    run(process.execPath, [join(copy, 'tools/run.mjs'), 'doctor', '--remote', ...args], {
      cwd: copy,
      env: {
        LATCHKEY_WRANGLER: join(copy, 'tools/test/support/fake-wrangler.ts'),
        ANSWERS: join(scratch, 'answers'),
        CALLS: join(scratch, 'calls'),
      },
    })
  writeFileSync(
    join(scratch, 'answers'),
    JSON.stringify({
      'secret list': { stdout: '[]' },
      'd1 execute': { code: 1, stdout: '{"error":{"text":"no such table"}}' },
    }),
  )
  writeFileSync(join(scratch, 'calls'), '')
  const both = await doctor()
  assert.match(both.output, /danger +REGISTRATION: /)
  const calls = readFileSync(join(scratch, 'calls'), 'utf8').trim().split('\n')
  assert.ok(calls.length > 1)
  for (const line of calls) {
    assert.match(JSON.parse(line).args.join(' '), /--config[ =]wrangler\.latchkey\.json/)
  }
  const alone = await doctor('--config', projectFile)
  assert.doesNotMatch(alone.output, /REGISTRATION: /)
})
