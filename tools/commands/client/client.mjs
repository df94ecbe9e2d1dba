// Writes client/routes.ts: the types of our own API's routes and failures, so that the client compiles without the
// Worker. With --check it only says whether that file is in step.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'

const file = join(root, 'client/routes.ts')
const header = '// Written by npm run client from what the Worker serves. Do not edit.\n'

await main('client', async ({ values }) => {
  await install()
  const routes = await described()
  if (!values.check) writeFileSync(file, routes)
  else if (readFileSync(file, 'utf8') !== routes) {
    throw new Error('client/routes.ts is not what the Worker serves: npm run client')
  }
})

/** TypeScript writes the inferred types of tools/commands/client/client-routes.ts out; as declarations of types they stand alone. */
async function described() {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-client-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const { code, output } = await run(node, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', 'tools/commands/client/client-routes.json', '--outDir', scratch],
  ])
  if (code !== 0) throw new Error(output)
  const declared = readFileSync(join(scratch, 'tools/commands/client/client-routes.d.ts'), 'utf8')
  return header + declared.replace(/^export declare const (\w+): /gm, 'export type $1 = ')
}
