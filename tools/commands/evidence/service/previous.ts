import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle } from '../../../../bench/runtime/bundle.ts'
import { root, run } from '../../../bootstrap/process.mjs'
import { buildWorker } from './build.ts'

/** The version that served before the last migration was added, and the number of migrations that it had. */
export interface Previous {
  commit: string
  bundle: Bundle
  migrations: number
}

/**
 * Builds the Worker as it was before the last migration, from the history of this clone.
 * @param directory receives its files
 * @throws Error if the clone has no such commit
 */
export async function previousVersion(directory: string): Promise<Previous> {
  const files = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
  const last = files.toSorted().at(-1) ?? ''
  const added = await git('log', '--format=%h', '--diff-filter=A', '--', `drizzle/${last}`)
  const commit = (await git('rev-parse', '--short', `${added}^`)).trim()
  mkdirSync(directory)
  const archive = join(directory, 'previous.tar')
  await git('archive', '--output', archive, commit)
  const { code, output } = await run('tar', ['--extract', '--file', archive], { cwd: directory })
  if (code !== 0) throw new Error(output)
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  // The earlier version gets the same entry point, and pages that no request opens.
  for (const folder of ['tools/commands/evidence/service', 'web/dist']) {
    cpSync(join(root, folder), join(directory, folder), { recursive: true })
  }
  return {
    commit,
    bundle: await buildWorker(directory, join(directory, 'bundle')),
    migrations: files.length - 1,
  }
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, output } = await run('git', args)
  if (code !== 0 || (stdout === '' && args[0] === 'log')) {
    throw new Error(`git ${args.join(' ')} failed: a complete clone is necessary. ${output}`)
  }
  return stdout.trim()
}
