import { spawn } from 'node:child_process'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { node } from '../../bootstrap/install.mjs'
import { root } from '../../bootstrap/process.mjs'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'
import { guarded } from './guarded.ts'
import { mutantsOf } from './mutants.ts'

/** Copies of the project that are tested at the same time: as many as a small machine has cores. */
const lanes = ['a', 'b']

/** The share of mutants that the tests must notice, in percent. */
const required = 95

/**
 * Removes each guard of the files in guarded.ts, one at a time in a copy of the project, and runs the tests that should
 * notice. A guard that no test misses protects nothing.
 * @returns 2 if a test fails without any mutant
 */
export async function run({ positionals: [wanted = ''] }: Arguments<'mutate'>): Promise<number> {
  await buildPages()
  const directory = testTempDir()
  const copies = lanes.map((name) => copyTo(join(directory, name)))

  const mutants = Object.entries(guarded)
    .filter(([file]) => file.includes(wanted))
    .flatMap(([file, tests]) => mutantsOf(file).map((mutant) => ({ file, tests, ...mutant })))

  const broken: string[][] = []
  await inLanes(copies, [...new Set(mutants.map(({ tests }) => tests))], async (copy, tests) => {
    if (!(await passes(copy, tests))) broken.push(tests)
  })
  for (const tests of broken) {
    console.error(`These tests fail without a mutant, so they notice nothing: ${tests.join(', ')}`)
  }
  if (broken.length > 0) return 2

  let noticed = 0
  const survivors: string[] = []
  await inLanes(copies, mutants, async (copy, { file, tests, line, title, text }) => {
    writeFileSync(join(copy, file), text)
    const isNoticed = !(await passes(copy, tests))
    cpSync(join(root, file), join(copy, file))
    if (isNoticed) noticed++
    else survivors.push(`${file}:${line} ${title}`)
    console.log(`${isNoticed ? 'noticed ' : 'SURVIVED'} ${file}:${line} ${title}`)
  })
  const score = (100 * noticed) / Math.max(1, mutants.length)
  console.log(`\n${noticed} of ${mutants.length} mutants were noticed: ${score.toFixed(1)} %`)
  for (const survivor of survivors) console.log(`  survived: ${survivor}`)
  return score >= required ? 0 : 1
}

function copyTo(copy: string): string {
  for (const part of [
    'worker',
    'schema',
    'drizzle',
    'test',
    'web/dist',
    'web/text',
    'client',
    'wrangler.toml',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Each lane takes the next waiting item. */
async function inLanes<T>(
  copies: string[],
  items: T[],
  work: (copy: string, item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  await Promise.all(
    copies.map(async (copy) => {
      for (const item of waiting) await work(copy, item)
    }),
  )
}

/** A mutant that makes the tests hang is noticed, too. */
function passes(copy: string, tests: string[]): Promise<boolean> {
  const files = tests.map((name) => `test/${name}.test.ts`)
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project=worker', '--bail=1', '--maxWorkers=1']
  const running = spawn(node, [...args, '--reporter=dot', ...files], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 150_000,
  })
  return new Promise((resolve) => running.on('close', (code) => resolve(code === 0)))
}
