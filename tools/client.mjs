// Writes client/routes.ts, the types of our own API's routes and failures, and builds the client into client/dist.
// With --check it only says whether that file is in step with the Worker.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { install, node } from './install.mjs'

const file = join(root, 'client/routes.ts')
const checking = process.argv.includes('--check')

await install()
const routes = await described()
if (!checking) {
  writeFileSync(file, routes)
  rmSync(join(root, 'client/dist'), { recursive: true, force: true })
  await tsc('-p', 'client')
} else if (readFileSync(file, 'utf8') !== routes) {
  console.error('client/routes.ts is not what the Worker serves: npm run client')
  process.exitCode = 1
}

async function described() {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-client-'))
  try {
    await tsc('-p', 'tools/client-routes.json', '--outDir', scratch)
    const declared = readFileSync(join(scratch, 'tools/client-routes.d.ts'), 'utf8')
    return `// Written by npm run client from worker/api/latchkey.ts and worker/problem.ts. Do not edit.\n${declared
      .replace(/^import .*\n/gm, '')
      .replace(/^export declare const (\w+): /gm, 'export type $1 = ')}`
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function tsc(...args) {
  const { code, output } = await run(node, [join(root, 'node_modules/typescript/bin/tsc'), ...args])
  if (code === 0) return
  throw new Error(output)
}
