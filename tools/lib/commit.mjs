import { root, run } from '../bootstrap/process.mjs'

/**
 * Arguments of `wrangler dev` and `wrangler deploy` that put the commit into the Worker, where GET /health shows it.
 * `-dirty` follows it when files were changed since. None without git, or in a copy inside another repository.
 */
export async function commitFlags(directory = root) {
  const [inside, described] = await Promise.all([
    git(directory, 'rev-parse', '--show-prefix'),
    git(directory, 'describe', '--always', '--dirty', '--abbrev=7', '--exclude=*'),
  ])
  // Anywhere but at the top there is a prefix, and the commit is another project's.
  if (inside !== '' || !described) return []
  return ['--define', `LATCHKEY_COMMIT:${JSON.stringify(described)}`]
}

/** What git prints; undefined when it fails or is not there. */
async function git(directory, ...args) {
  try {
    const { code, stdout } = await run('git', args, { cwd: directory })
    return code === 0 ? stdout.trim() : undefined
  } catch {
    return undefined
  }
}
