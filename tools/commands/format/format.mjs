// Formats files and applies safe fixes.
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

await main('format', async ({ positionals }) => {
  await install()
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { code } = await run(node, [biome, 'check', '--write', ...positionals], { show: true })
  return code
})
