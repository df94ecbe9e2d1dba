import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { node } from '../bootstrap/install.mjs'
import { root, run } from '../bootstrap/process.mjs'

/**
 * @typedef {{ code: number, passed: number, failed: number, skipped: number }} Suite how tests ended, and how many
 */

/**
 * Prints one line that sums up, for people and for machines that read no reporter's own.
 * @param {Suite[]} suites
 * @returns {number} what to exit with
 */
export function sumUp(suites) {
  const sum = (count) => suites.reduce((total, suite) => total + suite[count], 0)
  // A suite that broke before its tests could run has failed, though it counts none.
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
 * @param {string[]} args of `vitest run`
 * @param {string} file that may be written, to count in
 * @returns {Promise<Suite>}
 */
export async function vitestSuite(args, file, options) {
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

export function vitest(given, options) {
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  return run(node, [program, 'run', ...given], { show: true, ...options })
}

/** A file's text; undefined where there is none. */
export function contents(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
