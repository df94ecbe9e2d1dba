// Tells or erases what an instance holds about one account.
//   npm run account -- export NAME|ADDRESS|ID [--remote] [--persist-to DIR] [--env NAME] [--config FILE]
//   npm run account -- erase NAME|ADDRESS|ID [--yes] [the same]
// The export is JSON on stdout and holds no secret; whatever else is said goes to stderr.
import { onOwnNode } from './install.mjs'

await onOwnNode()
try {
  // Only now: it needs the packages and Node 24.
  const { runAccount } = await import('./account-command.mjs')
  process.exitCode = await runAccount(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
