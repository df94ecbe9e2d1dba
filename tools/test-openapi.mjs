// Reads /openapi.json with the tools that its users have: a linter and generators of clients. They have a lock of their own,
// because they are 126 MB that nothing else needs. Arguments go to vitest.
//   npm run test:openapi
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './child.mjs'
import { install } from './install.mjs'
import { buildPages } from './pages.mjs'
import { sumUp, vitestSuite } from './suites.mjs'

await install()
await install(join(root, 'test/openapi-tools'))
await buildPages()
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
const config = ['--config', 'test/openapi-tools/vitest.config.ts']
const suite = await vitestSuite([...config, ...process.argv.slice(2)], join(scratch, 'vitest.json'))
process.exitCode = sumUp([suite])
