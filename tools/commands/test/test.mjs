// Runs the Worker's tests in the Workers runtime, and beside them those of these scripts, whose words come last.
// Arguments go to vitest, which then runs alone: npm test -- test/system/races.test.ts
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install, node } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { contents, sumUp, vitest, vitestSuite } from '../../ci/suites.mjs'
import { buildPages } from '../../lib/pages.mjs'
import { scratchDirectory } from '../../lib/temp-dir.mjs'

let scratch

await main('test', async ({ values, positionals, rest }) => {
  await install()
  await buildPages()
  scratch = scratchDirectory()
  const args = [...positionals, ...argumentsOf(values), ...rest]
  return args.length > 0 ? (await vitest(args)).code : all()
})

/** Ends with one line that sums up, for people and for machines that read no reporter's own. */
async function all() {
  const prepared = join(scratch, 'prepared')
  const { code, output } = await run(node, [
    join(root, 'tools/commands/test/prepared.mjs'),
    prepared,
  ])
  if (code !== 0) throw new Error(`The tests could not be prepared:\n${output}`)
  const env = { LATCHKEY_PREPARED: prepared }
  const [worker, scripts] = await Promise.all([
    vitestSuite([], join(scratch, 'vitest.json'), { env }),
    tools(join(scratch, 'node.tap'), env),
  ])
  console.log(scripts.output)
  return sumUp([worker, scripts])
}

async function tools(file, env) {
  const tests = readdirSync(join(root, 'tools/test'), { recursive: true }).filter((name) =>
    name.endsWith('.test.mjs'),
  )
  const { code, output } = await run(
    node,
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      ...tests.map((name) => join('tools/test', name)),
    ],
    { env },
  )
  const counts = contents(file) ?? ''
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(counts)?.[1] ?? 0)
  return {
    code,
    output,
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  }
}
