// Deploys to Cloudflare. What follows `--` goes to wrangler deploy; --dry-run sends nothing.
// Without a terminal the first administrator comes from LATCHKEY_ADMIN_EMAIL and LATCHKEY_ADMIN_PASSWORD.
import { onOwnNode } from './install.mjs'

await onOwnNode()
try {
  // Only now: it needs the packages and Node 24.
  const { deploy } = await import('./deployment.mjs')
  process.exitCode = await deploy(process.argv.slice(2), console.log)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
