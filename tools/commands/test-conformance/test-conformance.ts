import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root, run as runProgram } from '../../bootstrap/process.mjs'
import { sumUp, vitestSuite } from '../../ci/suites.ts'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'

const folder = 'test/oauth-clients'

/**
 * Lets libraries of apps sign in, as they are published. They have their own lock file, because nothing else needs them. So the check
 * of their tests' types is also here.
 */
export async function run({
  values,
  positionals,
  rest,
}: Arguments<'test:conformance'>): Promise<number> {
  await install(join(root, folder))
  await buildPages()
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const types = await runProgram(node, [compiler, '-p', folder, '--noEmit', '--singleThreaded'], {
    show: true,
  })
  const suite = await vitestSuite(
    ['--config', `${folder}/vitest.config.ts`, ...positionals, ...argumentsOf(values), ...rest],
    join(testTempDir(), 'vitest.json'),
  )
  return sumUp([suite, { code: types.code, passed: 0, failed: 0, skipped: 0 }])
}
