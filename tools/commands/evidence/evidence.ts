import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'
import { parts } from './parts.ts'
import { describeRun } from './report.ts'

/** Runs the parts of the evidence and prints what each found. The exit code is 1 if a claim is false. */
export async function run({ values }: Arguments<'evidence'>): Promise<number> {
  const chosen = values.part ?? Object.keys(parts)
  const unknown = chosen.find((name) => !Object.hasOwn(parts, name))
  if (unknown !== undefined) {
    throw new Error(`There is no part ${unknown}. The parts are ${Object.keys(parts).join(', ')}.`)
  }
  // wrangler does not bundle a Worker without its assets.
  await buildPages()
  const directory = testTempDir('evidence')
  let isTrue = true
  for (const [name, part] of Object.entries(parts)) {
    if (!chosen.includes(name)) continue
    const scratch = join(directory, name)
    mkdirSync(scratch)
    const started = performance.now()
    const work = {
      scratch,
      minutes: Number(values.minutes ?? 3),
      part: (n: number) => (values.quick ? Math.ceil(n / 10) : n),
    }
    // The other parts run also if one cannot be completed.
    const { lines, failures } = await part(work).catch((error: Error) => ({
      lines: [],
      failures: [error.stack ?? error.message],
    }))
    const seconds = (performance.now() - started) / 1000
    console.log(`\n## ${name}\n\n${describeRun()}; ${seconds.toFixed(0)} s\n`)
    console.log(lines.join('\n'))
    for (const failure of failures) console.error(`\n${name}: false: ${failure}`)
    isTrue &&= failures.length === 0
  }
  return isTrue ? 0 : 1
}
