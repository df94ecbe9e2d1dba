// Formats files and applies safe fixes.
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { main } from './commands.mjs'
import { install, node } from './install.mjs'

await main('format', async ({ positionals }) => {
  await install()
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { code } = await run(node, [biome, 'check', '--write', ...positionals], { show: true })
  return code
})
