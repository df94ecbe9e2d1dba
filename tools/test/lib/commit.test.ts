import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root, run } from '../../bootstrap/process.mjs'
import { commitFlags } from '../../lib/commit.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-commit-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

async function git(...args: string[]): Promise<string> {
  const named = ['-c', 'user.name=t', '-c', 'user.email=t@t.test', '-c', 'commit.gpgsign=false']
  const { code, output } = await run('git', [...named, ...args], { cwd: scratch })
  assert.equal(code, 0, output)
  return output.trim()
}

test('the flags have the commit and a mark for changed files, but never the commit of another project', async () => {
  assert.deepEqual(await commitFlags(scratch), [])
  await git('init', '-q')
  assert.deepEqual(await commitFlags(scratch), [])

  writeFileSync(join(scratch, 'file'), 'one')
  await git('add', '.')
  await git('commit', '-qm', 'one')
  // A tag must not replace the commit.
  await git('tag', '-am', 'v1', 'v1')
  const hash = await git('rev-parse', '--short=7', 'HEAD')
  assert.match(hash, /^[0-9a-f]{7,}$/)
  assert.deepEqual(await commitFlags(scratch), ['--define', `LATCHKEY_COMMIT:"${hash}"`])

  writeFileSync(join(scratch, 'file'), 'two')
  assert.deepEqual(await commitFlags(scratch), ['--define', `LATCHKEY_COMMIT:"${hash}-dirty"`])

  mkdirSync(join(scratch, 'copy'))
  assert.deepEqual(await commitFlags(join(scratch, 'copy')), [])
})

test('git ignores each file with password hashes that a command of the documentation writes or reads here', async () => {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const texts = pages
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(root, 'docs', name), 'utf8'))
  const named = texts.join('\n').matchAll(/npm run (?:backup|export|import) -- (\w[\w-]*\.\w+)/g)
  const files = [...new Set([...named].map(([, name = '']) => name))].sort()
  assert.ok(files.length > 5)
  const { stdout } = await run('git', ['check-ignore', '--no-index', ...files], { cwd: root })
  assert.deepEqual(stdout.trim().split('\n'), files)
  const tracked = await run('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'])
  assert.equal(tracked.stdout, '')
})
