import type { Arguments } from '../../bootstrap/commands.mjs'
import { deploy } from './deployment.ts'

/** Deploys to Cloudflare. */
export function run({ values }: Arguments<'deploy'>): Promise<number> {
  return deploy(values, console.log, Boolean(process.stdout.isTTY))
}
