import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { run } from '../../bootstrap/process.mjs'
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
