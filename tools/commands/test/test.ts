import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root, run as runProgram, type Variables } from '../../bootstrap/process.mjs'
import { contents, type Suite, sumUp, vitest, vitestSuite } from '../../ci/suites.ts'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'
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
  const [worker, ...scripts] = await Promise.all([
    vitestSuite([], join(directory, 'vitest.json'), { env }),
    ...halvesOf(scriptTests()).map((files, index) =>
      scriptSuite(files, join(directory, `node-${index}.tap`), env),
    ),
  ])
  for (const { output } of scripts) console.log(output)
  return sumUp([worker, ...scripts])
}

function scriptTests(): string[] {
  const names = readdirSync(join(root, 'tools/test'), { recursive: true, encoding: 'utf8' })
  const tests = names.filter((name) => name.endsWith('.test.ts'))
  return tests.sort().map((name) => join('tools/test', name))
}

/** Every other file, because files of one folder take similarly long. */
function halvesOf(files: string[]): string[][] {
  return [0, 1].map((half) => files.filter((_, index) => index % 2 === half))
}

/** Runs test files in one process, one after the other. */
async function scriptSuite(
  files: string[],
  report: string,
  env: Variables,
): Promise<Suite & { output: string }> {
  const { code, output } = await runProgram(
    node,
    [
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
      join(root, 'tools/test/together.ts'),
      ...files,
    ],
    { env },
  )
  const counts = contents(report) ?? ''
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
