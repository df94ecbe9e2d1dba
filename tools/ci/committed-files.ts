import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../bootstrap/process.mjs'

/** Paths of all files that git tracks or would add, from the project's folder. */
export async function committedFiles(): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const { code, stdout, output } = await run('git', args)
  if (code !== 0) throw new Error(output)
  return [...new Set(stdout.split('\0'))].filter((file) => file && existsSync(join(root, file)))
}
