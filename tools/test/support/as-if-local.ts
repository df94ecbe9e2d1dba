// Replaces wrangler in tests. It runs the real wrangler, which uses the local database of LOCAL instead of the deployed one.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { argv, env, execPath, exit } from 'node:process'
import { root } from '../../bootstrap/process.mjs'

const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
const args = argv
  .slice(2)
  .flatMap((arg) => (arg === '--remote' ? ['--local', '--persist-to', env.LOCAL ?? ''] : [arg]))
exit(spawnSync(execPath, [wrangler, ...args], { stdio: 'inherit' }).status ?? 1)
