// Everything that can be checked without running the Worker: one line for each check, and what failed.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { readOrEnd } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { buildPages } from '../../lib/pages.mjs'
import { wrangler } from '../../lib/wrangler.mjs'

/** KiB of the gzipped bundle: what it is, and room for a little. Its lightest peer has 160. */
const bundleBudget = 119

/** As many at a time as a small build machine has cores. */
const lanes = 2

readOrEnd('check')
await install()
const scratch = mkdtempSync(join(tmpdir(), 'latchkey-check-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))

/** The slow ones first, so that the lanes end together. Each resolves to what is wrong, if anything is. */
const checks = {
  types: () => fault(tool('typescript/bin/tsc', '-p', '.')),
  'types of the pages': () => fault(tool('typescript/bin/tsc', '-p', 'web')),
  'types of the browser tests': () => fault(tool('typescript/bin/tsc', '-p', 'test/browser')),
  'types of the benchmarks': () => fault(tool('typescript/bin/tsc', '-p', 'bench')),
  "the client's types": () => fault(tool('typescript/bin/tsc', '-p', 'client', '--noEmit')),
  "the client's routes in step with the API": () =>
    fault(run(node, [join(root, 'tools/commands/client/client.mjs'), '--check'])),
  bundle,
  'migrations in step with the schema': migrations,
  'generated types in step with wrangler.toml': () =>
    fault(run(node, [join(root, 'tools/commands/types/types.mjs'), '--check'])),
  'common passwords in step with their list': () =>
    fault(
      run(node, [join(root, 'tools/commands/common-passwords/common-passwords.mjs'), '--check']),
    ),
  'lint and format': () =>
    fault(
      tool(
        '@biomejs/biome/bin/biome',
        'ci',
        '--error-on-warnings',
        '--diagnostic-level=warn',
        '--colors=off',
      ),
    ),
}

let failures = 0
const waiting = Object.entries(checks)
await Promise.all(Array.from({ length: lanes }, work))
process.exitCode = failures > 0 ? 1 : 0

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, check] = next
    const { wrong, note } = await check()
    console.log(`${wrong === undefined ? 'ok    ' : 'FAILED'}  ${name}${note ? `: ${note}` : ''}`)
    if (wrong === undefined) continue
    failures += 1
    console.log(wrong.trim())
  }
}

function tool(path, ...args) {
  return run(node, [join(root, 'node_modules', path), ...args], { env: { NO_COLOR: '1' } })
}

async function fault(running) {
  const { code, output } = await running
  return { wrong: code === 0 ? undefined : output || `It ended with ${code}.` }
}

async function bundle() {
  // wrangler packs them along.
  await buildPages()
  const { code, output } = await wrangler([
    'deploy',
    '--dry-run',
    '--minify',
    '--outdir',
    join(scratch, 'bundle'),
  ])
  const size = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1])
  if (code !== 0 || Number.isNaN(size)) return { wrong: output }
  const note = `${size} KiB gzipped of ${bundleBudget}`
  return { note, wrong: size <= bundleBudget ? undefined : 'The bundle is too large.' }
}

/** Generates into a copy: whatever is new there is missing here. */
async function migrations() {
  const kit = 'drizzle-kit/bin.cjs'
  const { wrong } = await fault(tool(kit, 'check'))
  if (wrong) return { wrong }
  const copy = join(scratch, 'drizzle')
  cpSync(join(root, 'drizzle'), copy, { recursive: true })
  // drizzle-kit takes the folder as relative, whatever it looks like.
  const out = relative(root, copy)
  const args = ['generate', '--dialect=sqlite', '--schema=./schema/index.ts', `--out=${out}`]
  // Where it cannot decide without asking, it fails and still ends with 0: only these words mean "none".
  const { output } = await tool(kit, ...args)
  if (/No schema changes/.test(output)) return {}
  return {
    wrong: `The schema has changes that no migration holds: npm run migration -- NAME\n${output}`,
  }
}
