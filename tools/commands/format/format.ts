import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'

/** Formats files and applies safe fixes. */
export async function run({ positionals }: Arguments<'format'>): Promise<number> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  return (await runProgram(node, [biome, 'check', '--write', ...positionals], { show: true })).code
}
