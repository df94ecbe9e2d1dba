// Writes a migration into drizzle/ from what has changed in schema/.
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

await main('migration', async ({ values, positionals: [name] }) => {
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new Error(
      `${name} is no name for a migration: use small letters, digits and underscores.`,
    )
  }
  await install()
  const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
  const custom = values.custom ? ['--custom'] : []
  // It asks where it cannot tell a renamed column from a new one.
  const how = { show: true, stdin: 'inherit' }
  const { code } = await run(node, [kit, 'generate', '--name', name, ...custom], how)
  return code
})
