import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root, run as runProgram, type Variables } from '../../bootstrap/process.mjs'
import { contents, type Suite, sumUp, vitest, vitestSuite } from '../../ci/suites.ts'
import { buildPages } from '../../lib/pages.ts'
import { testTempDir } from '../../lib/temp-dir.ts'
import { prepare } from '../prepared/prepared.ts'

/**
 * Runs the tests of the Worker in the Workers runtime and, at the same time, the tests of the scripts, whose output comes
 * last. With arguments it runs only Vitest.
 */
export async function run({ values, positionals, rest }: Arguments<'test'>): Promise<number> {
  await buildPages()
  const directory = testTempDir()
  const args = [...positionals, ...argumentsOf(values), ...rest]
  return args.length > 0 ? (await vitest(args)).code : runAll(directory)
}

async function runAll(directory: string): Promise<number> {
  const given = process.env.LATCHKEY_PREPARED
  const prepared = given ?? join(directory, 'prepared')
  if (!given) await prepare(prepared)
  const env = { LATCHKEY_PREPARED: prepared }
  const [worker, scripts] = await Promise.all([
    vitestSuite([], join(directory, 'vitest.json'), { env }),
    scriptSuite(join(directory, 'node.tap'), env),
  ])
  console.log(scripts.output)
  return sumUp([worker, scripts])
}

async function scriptSuite(file: string, env: Variables): Promise<Suite & { output: string }> {
  const tests = readdirSync(join(root, 'tools/test'), { recursive: true, encoding: 'utf8' })
  const { code, output } = await runProgram(
    node,
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      ...tests.filter((name) => name.endsWith('.test.ts')).map((name) => join('tools/test', name)),
    ],
    { env },
  )
  const counts = contents(file) ?? ''
  const count = (name: string) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(counts)?.[1] ?? 0)
  return {
    code,
    output,
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  }
}
