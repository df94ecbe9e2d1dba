import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPages } from '../tools/lib/pages.ts'
import { type CaseName, cases } from './comparison/cases.ts'
import { compare, type Plan } from './comparison/compare.ts'
import { comparisonReport } from './comparison/report.ts'
import { measureScale } from './scale/scale.ts'

const quickPlan: Plan = { runs: 1, rounds: 2, seconds: 0.3 }
const fullPlan: Plan = { runs: 3, rounds: 4, seconds: 0.8 }

/** The options of `npm run bench`. */
export interface Options {
  /** Measures for a short time and writes no file. */
  quick?: boolean
  /** Measures databases of three sizes instead of comparing Workers. */
  scale?: boolean
  /** Names of the cases to run; without it, all cases. A selection writes no file. */
  case?: string[]
}

/**
 * Compares Latchkey with other Workers and writes bench/RESULTS.md, or measures how it scales and writes bench/SCALE.md.
 * @returns the exit code
 */
export async function runBenchmarks(options: Options): Promise<number> {
  const names = options.case ?? Object.keys(cases)
  const unknown = names.find((name) => !isCaseName(name))
  if (unknown !== undefined) {
    console.error(`Unknown case ${unknown}. Available cases: ${Object.keys(cases).join(', ')}`)
    return 1
  }
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const started = performance.now()
  // wrangler refuses to bundle a Worker without its assets.
  await buildPages()
  if (options.scale) {
    const text = await measureScale(scratch, { isQuick: options.quick ?? false })
    console.log(`\n${text}`)
    if (!options.quick) write('SCALE.md', text)
  } else {
    const plan = options.quick ? quickPlan : fullPlan
    const text = comparisonReport(
      await compare(scratch, { names: names.filter(isCaseName), ...plan }),
      plan,
    )
    console.log(`\n${text}`)
    if (!options.quick && !options.case) write('RESULTS.md', text)
  }
  console.log(`Finished in ${((performance.now() - started) / 1000).toFixed(0)} s.`)
  return 0
}

function isCaseName(name: string): name is CaseName {
  return Object.hasOwn(cases, name)
}

function write(name: string, text: string): void {
  writeFileSync(join(import.meta.dirname, name), text)
  console.log(`Wrote bench/${name}`)
}
