// Exports or erases what is stored about one account: npm run account -- --help. The export is JSON on stdout and holds no
// secret; everything else goes to stderr.
import { main } from '../../bootstrap/commands.mjs'
import { onOwnNode } from '../../bootstrap/install.mjs'

await main('account', async () => {
  await onOwnNode()
  // Only now: it needs the packages and Node 24.
  const { runAccount } = await import('./account-command.mjs')
  return runAccount(process.argv.slice(2))
})
