import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { node } from '../bootstrap/install.mjs'
import { type Result, type RunOptions, root, run } from '../bootstrap/process.mjs'

/** The outcome of a suite: its exit code, and numbers of tests. */
export interface Suite {
  code: number
  passed: number
  failed: number
  skipped: number
}

/**
 * Prints one line with the totals, for people and machines.
 * @returns the exit code
 */
export function sumUp(suites: Suite[]): number {
  const sum = (count: keyof Suite) => suites.reduce((total, suite) => total + suite[count], 0)
  // A suite that broke before its first test has failed, though it counts no failed test.
  const broken = suites.filter(({ code, failed }) => code !== 0 && failed === 0).length
  const skipped = sum('skipped')
  console.log()
  console.log(
    `${sum('passed')} passed, ${sum('failed') + broken} failed${skipped ? `, ${skipped} skipped` : ''}`,
  )
  return suites.find(({ code }) => code !== 0)?.code ?? 0
}

/**
 * Runs tests with Vitest and counts them.
 * @param args of `vitest run`
 * @param file receives Vitest's JSON report
 */
export async function vitestSuite(
  args: string[],
  file: string,
  options?: RunOptions,
): Promise<Suite> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await vitest([...reporters, ...args], options)
  const report = contents(file)
  const counts = report ? JSON.parse(report) : {}
  return {
    code,
    passed: counts.numPassedTests ?? 0,
    failed: counts.numFailedTests ?? 0,
    skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
  }
}

/** Runs `vitest run` and shows its output. */
export function vitest(args: string[], options?: RunOptions): Promise<Result> {
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  return run(node, [program, 'run', ...args], { show: true, ...options })
}

/** The text of a file; undefined if there is no such file. */
export function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
