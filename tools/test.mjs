// Runs the Worker's tests in the Workers runtime, then those of these scripts. Arguments go to vitest, which
// then runs alone: npm test -- test/races.test.ts
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { install, node } from './install.mjs'
import { buildPages } from './pages.mjs'

await install()
await buildPages()
const args = process.argv.slice(2)
process.exitCode = args.length > 0 ? (await vitest(args)).code : await all()

/** Ends with one line that sums up, for people and for machines that read no reporter's own. */
async function all() {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const suites = [
    await worker(join(scratch, 'vitest.json')),
    await tools(join(scratch, 'node.tap')),
  ]
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

async function worker(file) {
  const { code } = await vitest([
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = contents(file)
  const counts = report ? JSON.parse(report) : {}
  return {
    code,
    passed: counts.numPassedTests ?? 0,
    failed: counts.numFailedTests ?? 0,
    skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
  }
}

async function tools(file) {
  const tests = readdirSync(join(root, 'tools/test')).filter((name) => name.endsWith('.test.mjs'))
  const { code } = await run(
    node,
    [
      '--test',
      '--test-concurrency=2',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      ...tests.map((name) => join('tools/test', name)),
    ],
    { show: true },
  )
  const counts = contents(file) ?? ''
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(counts)?.[1] ?? 0)
  return {
    code,
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  }
}

function vitest(given) {
  return run(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...given], { show: true })
}

function contents(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
