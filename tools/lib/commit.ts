import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../bootstrap/process.mjs'

/** Arguments of `wrangler dev` and `wrangler deploy` that put the commit into the Worker, where administrators see it. */
export async function commitFlags(directory = root): Promise<string[]> {
  const commit = await describeCommit(directory)
  return commit === undefined ? [] : ['--define', `LATCHKEY_COMMIT:${JSON.stringify(commit)}`]
}

/** Version and commit of this folder, as Semantic Versioning writes them: `0.1.0+4f2a91c`. */
export async function release(directory = root): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const commit = await describeCommit(directory)
  return commit === undefined ? version : `${version}+${commit}`
}

/** The text of a file at a commit; undefined if this clone has no such commit or file. */
export function fileAt(commit: string, file: string): Promise<string | undefined> {
  return git(root, 'show', '--end-of-options', `${commit}:${file}`)
}

/** Whether a file differs from the last commit; false without git. */
export async function isEdited(file: string): Promise<boolean> {
  return Boolean(await git(root, 'diff', '--name-only', 'HEAD', '--', file))
}

/**
 * The short hash of the commit, with `-dirty` if files were changed since. Undefined without git, or in a copy inside another
 * repository.
 */
async function describeCommit(directory: string): Promise<string | undefined> {
  const [inside, described] = await Promise.all([
    git(directory, 'rev-parse', '--show-prefix'),
    git(directory, 'describe', '--always', '--dirty', '--abbrev=7', '--exclude=*'),
  ])
  // A prefix means a folder inside another project, whose commit it is.
  return inside === '' && described ? described : undefined
}

/** What git prints; undefined if it fails or is not installed. */
async function git(directory: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await run('git', args, { cwd: directory })
    return code === 0 ? stdout.trim() : undefined
  } catch {
    return undefined
  }
}
