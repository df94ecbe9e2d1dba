import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'
import { tempDir } from '../../lib/files/temp-dir.ts'

const file = join(root, 'client/routes.ts')
const header = '// Written by npm run client from what the Worker serves. Do not edit.\n'

/**
 * Writes client/routes.ts: the types of our own API's routes and problems, so that the client compiles without the Worker.
 * @throws Error with --check if the file is out of date
 */
export async function run({ values }: Arguments<'client'>): Promise<void> {
  const routes = await describedRoutes()
  if (!values.check) writeFileSync(file, routes)
  else if (readFileSync(file, 'utf8') !== routes) {
    throw new Error('client/routes.ts is out of date. Update it: npm run client')
  }
}

/** TypeScript writes out the inferred types of client-routes.ts. As declarations of types they need no import. */
async function describedRoutes(): Promise<string> {
  const directory = tempDir('client')
  const { code, output } = await runProgram(node, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', 'tools/commands/client/client-routes.json', '--outDir', directory],
    // Several checkers write the members of a union in a different order in each run.
    '--singleThreaded',
  ])
  if (code !== 0) throw new Error(output)
  const declared = readFileSync(join(directory, 'tools/commands/client/client-routes.d.ts'), 'utf8')
  const types = declared.replace(/^export declare const (\w+): /gm, 'export type $1 = ')
  return header + types.replace(/^( +)(\$\w+: \{\n)(.*?)^\1\};$/gms, sortByStatus)
}

/** Sorts the responses of an endpoint by status: TypeScript writes the members of a union in no fixed order. */
function sortByStatus(_: string, indent: string, method: string, responses: string): string {
  const separator = `${indent}} | {\n`
  const status = (response: string) => Number(/status: (\d+);/.exec(response)?.[1])
  const sorted = responses.split(separator).sort((a, b) => status(a) - status(b))
  return `${indent}${method}${sorted.join(separator)}${indent}};`
}
