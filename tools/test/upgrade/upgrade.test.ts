import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { variableNames } from '../../bootstrap/variables.mjs'
import { entriesOf, newEntries } from '../../commands/upgrade/changelog.ts'
import { defaultsOf } from '../../commands/upgrade/settings.ts'
import { run as upgrade } from '../../commands/upgrade/upgrade.ts'
import { release } from '../../lib/commit.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { inProcess } from '../support/in-process.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-upgrade-'))
after(() => rmSync(scratch, { recursive: true }))

const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const changelog = entriesOf(textOf('CHANGELOG.md'))

/** Runs npm run upgrade with a wrangler that gives these answers. */
function check(args: string[], answers: object = {}) {
  writeFileSync(join(scratch, 'answers'), JSON.stringify(answers))
  writeFileSync(join(scratch, 'calls'), '')
  Object.assign(process.env, {
    LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.ts'),
    ANSWERS: join(scratch, 'answers'),
    CALLS: join(scratch, 'calls'),
  })
  return inProcess((given) => upgrade(readCommand('upgrade', given)), ['--check', ...args])
}

/** A table of wrangler deployments list, the oldest first. */
const deployments = (...tags: string[]) => ({
  'deployments list': { stdout: tags.map((tag) => `   Tag:  ${tag}\n   Message:  -\n`).join('\n') },
  d1_migrations: { stdout: JSON.stringify([{ results: [{ name: '0000_first.sql' }] }]) },
})

test('the changelog has the version of every package, and the Worker has the same', () => {
  const { version } = JSON.parse(textOf('package.json'))
  assert.equal(JSON.parse(textOf('client/package.json')).version, version)
  assert.ok(textOf('worker/instance/version.ts').includes(`const version = '${version}'`))
  assert.equal(changelog.find((entry) => entry.version !== 'Unreleased')?.version, version)
})

test('the changelog names every setting under Added, so that an upgrade lists it', () => {
  const added = changelog.filter(({ kind }) => kind === 'Added').map(({ text }) => text)
  const listed = defaultsOf(added.join('\n')).map(({ name }) => name)
  assert.deepEqual(listed.toSorted(), variableNames().toSorted())
})

test('entries of later versions are new, unless they are in the changelog of the previous commit', () => {
  const entries = entriesOf(
    [
      '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One,\n  on [two](lines.md) lines\n  ([documentation](one.md#two)).\n- Two.\n',
      '## [0.10.0] - 2026-02-01\n\n### Changed\n\n- Three.\n\n## [0.9.0] - 2026-01-01\n\n### Added\n\n- Four.\n',
    ].join('\n'),
  )
  assert.deepEqual(entries[0], {
    version: 'Unreleased',
    kind: 'Added',
    text: 'One, on two lines (one.md#two).',
  })
  const texts = (previous: string, before = [] as typeof entries) =>
    newEntries(entries, previous, before).map(({ text }) => text)
  assert.deepEqual(texts('0.9.0'), ['One, on two lines (one.md#two).', 'Two.', 'Three.'])
  assert.deepEqual(texts('0.10.0'), ['One, on two lines (one.md#two).', 'Two.'])
  assert.deepEqual(texts('0.10.0', entries.slice(0, 1)), ['Two.'])
})

test('the command requires --check, and changes nothing here', async () => {
  const { code, output } = await run(process.execPath, [join(root, 'tools/run.mjs'), 'upgrade'])
  assert.equal(code, 1)
  assert.match(output, /To list the changes, add --check\./)
  const storage = join(scratch, 'state')
  const result = await check(['--persist-to', storage])
  assert.match(result.output, /Migrations: there is no local database yet/)
  assert.ok(!existsSync(storage))
  assert.equal(readFileSync(join(scratch, 'calls'), 'utf8'), '')
})

test('compares with the version and the database that are deployed', async () => {
  const { code, output } = await check(['--remote'], deployments('0.0.9+aaaaaaa', '0.1.0', '-'))
  assert.equal(code, 0, output)
  assert.ok(output.includes(`This folder:   ${await release()}\nCompared with: 0.1.0\n`), output)
  assert.match(output, /^Migrations that the deployed database lacks; npm run deploy applies/m)
  assert.match(output, /^ {2}0001_roles\.sql$/m)
  assert.doesNotMatch(output, /0000_first/)
  assert.match(output, /^ {2}SECOND_FACTOR +optional$/m)
  // A setting of 0.1.0 is not new.
  assert.doesNotMatch(output, /^ {2}AUDIT_DAYS/m)
  const calls = readFileSync(join(scratch, 'calls'), 'utf8')
  const commands = calls.split('\n').filter(Boolean)
  assert.deepEqual(
    commands.map((line) => JSON.parse(line).args.slice(0, 2).join(' ')),
    ['deployments list', 'd1 execute'],
  )
  assert.ok(!/insert|update|delete|create|drop|alter/i.test(calls), calls)
})

test('reports a failure of wrangler, and compares a deployment without a tag with the last version', async () => {
  const failed = await check(['--remote'], {
    'deployments list': { code: 1, stderr: 'not signed in' },
  })
  assert.equal(failed.code, 1)
  assert.match(failed.output, /The deployments could not be listed:\nnot signed in/)
  const { output } = await check(['--remote'], deployments('-'))
  assert.match(output, /Compared with: .*unknown.*--from/)
})

test('compares with a version that is named, and with a local database that is up to date', async () => {
  const storage = join(scratch, 'local')
  delete process.env.LATCHKEY_WRANGLER
  await emptyDatabase(storage)
  const { code, output } = await check(['--from', '99.0.0', '--persist-to', storage])
  assert.equal(code, 0, output)
  assert.match(output, /^Compared with: 99\.0\.0$/m)
  assert.match(output, /Migrations: the local database has all of them/)
})

test('no version becomes an option of git, which could write a file', async () => {
  const hostile = `0.1.0+--output=${join(scratch, 'written')}`
  const { code, output } = await check(['--remote'], deployments(hostile))
  assert.equal(code, 0, output)
  assert.ok(output.includes(`Compared with: ${hostile}\n`), output)
  assert.ok(!readdirSync(scratch).some((name) => name.startsWith('written')))
})
