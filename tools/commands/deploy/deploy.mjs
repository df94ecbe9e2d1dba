import { deploy } from './deployment.mjs'

/** Deploys to Cloudflare. */
export function run() {
  return deploy(process.argv.slice(3), console.log, Boolean(process.stdout.isTTY))
}
