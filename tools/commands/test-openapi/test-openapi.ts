import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { sumUp, vitestSuite } from '../../ci/suites.ts'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'

/**
 * Reads /openapi.json with the tools of its users: a linter and generators of clients. The tools have their own lock file,
 * because they take 126 MB that nothing else needs.
 */
export async function run({
  values,
  positionals,
  rest,
}: Arguments<'test:openapi'>): Promise<number> {
  await install(join(root, 'test/openapi-tools'))
  await buildPages()
  const config = ['--config', 'test/openapi-tools/vitest.config.ts']
  const suite = await vitestSuite(
    [...config, ...positionals, ...argumentsOf(values), ...rest],
    join(testTempDir(), 'vitest.json'),
  )
  return sumUp([suite])
}
