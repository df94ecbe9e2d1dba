import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { root } from '../../bootstrap/process.mjs'

/** Installs the packages that the benchmarks need, then runs them. */
export async function run({ values }: Arguments<'bench'>): Promise<number> {
  await install(join(root, 'bench'))
  // A static import would be resolved before the packages are installed.
  const { runBenchmarks } = await import('../../../bench/benchmarks.ts')
  return runBenchmarks(values)
}
