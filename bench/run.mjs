// Measures this Worker beside better-auth and beside the least that would do, and writes bench/RESULTS.md; with --scale, the
// same requests to databases of three sizes, and bench/SCALE.md: npm run bench -- --help.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOrEnd } from '../tools/bootstrap/commands.mjs'
import { install, onOwnNode } from '../tools/bootstrap/install.mjs'

const { values } = readOrEnd('bench')
await onOwnNode()
await install(import.meta.dirname)

// Only now, because they import what was just installed.
const { cases } = await import('./cases.mjs')
const { compare } = await import('./compare.mjs')
const { report, machine } = await import('./report.mjs')
const { scale } = await import('./scale.mjs')

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
const started = performance.now()
if (values.scale) {
  const text = await scale(scratch, { quick: values.quick, machine })
  console.log(`\n${text}`)
  if (!values.quick) write('SCALE.md', text)
} else {
  const names = chosen(values.case)
  const plan = values.quick
    ? { worlds: 1, rounds: 2, seconds: 0.3 }
    : { worlds: 3, rounds: 4, seconds: 0.8 }
  const measured = await compare(scratch, { names, ...plan })
  const text = report(measured, plan)
  console.log(`\n${text}`)
  // Of a part, or in a hurry, is nothing to keep.
  if (!values.quick && !values.case) write('RESULTS.md', text)
}
console.log(`Took ${((performance.now() - started) / 1000).toFixed(0)} s.`)

function chosen(names = Object.keys(cases)) {
  for (const name of names) {
    if (cases[name]) continue
    console.error(`There is no case ${name}. There are: ${Object.keys(cases).join(', ')}`)
    process.exit(1)
  }
  return names
}

function write(name, text) {
  writeFileSync(join(import.meta.dirname, name), text)
  console.log(`Wrote bench/${name}`)
}
