import { root, run } from '../bootstrap/process.mjs'

/**
 * Arguments of `wrangler dev` and `wrangler deploy` that put the commit into the Worker, where GET /health shows it, with
 * `-dirty` if files were changed since. None without git, or in a copy inside another repository.
 */
export async function commitFlags(directory = root): Promise<string[]> {
  const [inside, described] = await Promise.all([
    git(directory, 'rev-parse', '--show-prefix'),
    git(directory, 'describe', '--always', '--dirty', '--abbrev=7', '--exclude=*'),
  ])
  // A prefix means a folder inside another project, whose commit it is.
  if (inside !== '' || !described) return []
  return ['--define', `LATCHKEY_COMMIT:${JSON.stringify(described)}`]
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
