import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'

/** Writes a migration into drizzle/ from the changes in schema/. */
export async function run({
  values,
  positionals: [name = ''],
}: Arguments<'migration'>): Promise<number> {
  const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
  const custom = values.custom ? ['--custom'] : []
  const args = [kit, 'generate', '--name', name, ...custom]
  // drizzle-kit asks if it cannot distinguish a renamed column from a new one.
  return (await runProgram(node, args, { show: true, stdin: 'inherit' })).code
}
