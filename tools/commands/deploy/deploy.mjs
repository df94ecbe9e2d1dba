// Deploys to Cloudflare: npm run deploy -- --help.
import { main } from '../../bootstrap/commands.mjs'
import { onOwnNode } from '../../bootstrap/install.mjs'

await main('deploy', async () => {
  await onOwnNode()
  // Only now: it needs the packages and Node 24.
  const { deploy } = await import('./deployment.mjs')
  return deploy(process.argv.slice(2), console.log, Boolean(process.stdout.isTTY))
})
