// Imports accounts with their password hashes: npm run import -- --help. The same command again goes on where it had to
// stop.
import { main } from '../../bootstrap/commands.mjs'
import { onOwnNode } from '../../bootstrap/install.mjs'

await main('import', async () => {
  await onOwnNode()
  // Only now: it needs the packages and Node 24.
  const { importFile } = await import('./command.mjs')
  return importFile(process.argv.slice(2))
})
