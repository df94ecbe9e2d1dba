// Writes a migration into drizzle/ from what has changed in schema/.
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { main } from './commands.mjs'
import { install, node } from './install.mjs'

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
