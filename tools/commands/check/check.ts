import { cpSync } from 'node:fs'
import { join, relative } from 'node:path'
import { node } from '../../bootstrap/install.mjs'
import { type Result, root, run as runProgram } from '../../bootstrap/process.mjs'
import { importFaults } from '../../ci/imports.ts'
import { wordingFaults } from '../../ci/wording.ts'
import { tempDir } from '../../lib/files/temp-dir.ts'
import { bundleWorker } from '../licenses/bundle.ts'
import { staleLicenses } from '../licenses/licenses.ts'

/** KiB of the gzipped bundle: its present size and a small margin. Its lightest peer has 160. */
const bundleBudget = 150

/** Checks that run at the same time: as many as a small build machine has cores. */
const lanes = 2

interface Outcome {
  /** What is wrong, if anything. */
  wrong?: string | undefined
  note?: string
}

/** The slow checks first, so that the lanes end together. */
const checks: Record<string, () => Promise<Outcome>> = {
  types: () => typeScript('.'),
  'types of the pages': () => typeScript('web'),
  'types of the browser tests': () => typeScript('test/browser'),
  'types of the benchmarks': () => typeScript('bench'),
  'types of the scripts': () => typeScript('tools'),
  'types of the client': () => typeScript('client'),
  imports: () => faults(importFaults()),
  wording: () => faults(wordingFaults()),
  'client/routes.ts matches the API': () => upToDate('client'),
  'bundle, and the licenses of its packages': bundle,
  'migrations match the schema': migrations,
  'generated types match wrangler.toml': () => upToDate('types'),
  'lint and format': () =>
    outcome(
      tool(
        '@biomejs/biome/bin/biome',
        'ci',
        '--error-on-warnings',
        '--diagnostic-level=warn',
        '--colors=off',
      ),
    ),
}

/** Checks everything that needs no running Worker. Prints one line for each check, and what is wrong. */
export async function run(): Promise<number> {
  let failures = 0
  const waiting = Object.entries(checks).values()
  const work = async () => {
    for (const [name, check] of waiting) {
      const { wrong, note } = await check()
      console.log(`${wrong === undefined ? 'ok    ' : 'FAILED'}  ${name}${note ? `: ${note}` : ''}`)
      if (wrong === undefined) continue
      failures += 1
      console.log(wrong.trim())
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return failures > 0 ? 1 : 0
}

/** With one thread: several checkers check the types that they share several times, and another check uses the other core. */
function typeScript(project: string): Promise<Outcome> {
  return outcome(tool('typescript/bin/tsc', '-p', project, '--noEmit', '--singleThreaded'))
}

/** Runs a command that writes a file, with --check. */
function upToDate(command: string): Promise<Outcome> {
  return outcome(runProgram(node, [join(root, 'tools/run.mjs'), command, '--check']))
}

async function faults(finding: Promise<string[]>): Promise<Outcome> {
  const found = await finding
  return { wrong: found.length > 0 ? found.join('\n') : undefined }
}

function tool(path: string, ...args: string[]): Promise<Result> {
  return runProgram(node, [join(root, 'node_modules', path), ...args], { env: { NO_COLOR: '1' } })
}

async function outcome(running: Promise<Result>): Promise<Outcome> {
  const { code, output } = await running
  return { wrong: code === 0 ? undefined : output || `It ended with ${code}.` }
}

async function bundle(): Promise<Outcome> {
  try {
    const { size, packages } = await bundleWorker()
    const wrong = size <= bundleBudget ? staleLicenses(packages) : 'The bundle is too large.'
    return { note: `${size} KiB gzipped of ${bundleBudget}`, wrong }
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}

/** Generates into a copy of drizzle/: a new file there is a missing migration here. */
async function migrations(): Promise<Outcome> {
  const kit = 'drizzle-kit/bin.cjs'
  const { wrong } = await outcome(tool(kit, 'check'))
  if (wrong) return { wrong }
  const copy = tempDir('drizzle')
  cpSync(join(root, 'drizzle'), copy, { recursive: true })
  // drizzle-kit reads every path as a relative one.
  const out = relative(root, copy)
  const args = ['generate', '--dialect=sqlite', '--schema=./schema/index.ts', `--out=${out}`]
  // If it cannot decide without a question, it fails with exit code 0. Only this sentence means that nothing is missing.
  const { output } = await tool(kit, ...args)
  if (/No schema changes/.test(output)) return {}
  return {
    wrong: `The schema has changes without a migration. Write one: npm run migration -- NAME\n${output}`,
  }
}
