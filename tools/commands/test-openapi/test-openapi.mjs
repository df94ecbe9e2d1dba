// Reads /openapi.json with the tools that its users have: a linter and generators of clients. They have a lock of their own,
// because they are 126 MB that nothing else needs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { sumUp, vitestSuite } from '../../ci/suites.mjs'
import { buildPages } from '../../lib/pages.mjs'

await main('test:openapi', async ({ values, positionals, rest }) => {
  await install()
  await install(join(root, 'test/openapi-tools'))
  await buildPages()
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const suite = await vitestSuite(
    [
      ...['--config', 'test/openapi-tools/vitest.config.ts'],
      ...positionals,
      ...argumentsOf(values),
      ...rest,
    ],
    join(scratch, 'vitest.json'),
  )
  return sumUp([suite])
})
