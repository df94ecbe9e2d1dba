import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../bootstrap/process.mjs'

const folder = join(root, 'decisions')
const index = readFileSync(join(folder, 'README.md'), 'utf8')
const records = readdirSync(folder)
  .filter((file) => /^\d{4}-/.test(file))
  .map((file) => ({
    file,
    number: file.slice(0, 4),
    text: readFileSync(join(folder, file), 'utf8'),
  }))

/** The numbers of the records that a line of this text links to. */
const linked = (text: string, start: string) =>
  [...(text.match(new RegExp(`^${start} .+`, 'm'))?.[0] ?? '').matchAll(/\[(\d{4})\]/g)].map(
    ([, number]) => number,
  )

test('the index lists every decision with its title and status', () => {
  for (const { file, text } of records) {
    const [, number = '', title, status] =
      /^# (\d+)\. (.+)\n\nStatus: (.+)/.exec(text) ??
      assert.fail(`${file}: no "# N. Title" with a status below`)
    assert.equal(number.padStart(4, '0'), file.slice(0, 4))
    const row = `| ${number} | [${title}](${file}) | ${status} |`
    assert.ok(index.includes(row), `decisions/README.md lacks: ${row}`)
  }
})

test('a status names exactly the records that amend or supersede the decision', () => {
  for (const { file, number, text } of records) {
    const by = (verb: string) =>
      records.filter((later) => linked(later.text, verb).includes(number))
    const superseded = by('Supersedes')
    const amended = superseded.length > 0 ? [] : by('Amends')
    const numbers = (list: typeof records) => list.map((record) => record.number)
    assert.deepEqual(linked(text, 'Status: Superseded by'), numbers(superseded), file)
    assert.deepEqual(linked(text, 'Status: Amended by'), numbers(amended), file)
  }
})
