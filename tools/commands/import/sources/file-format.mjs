import { parse } from 'csv-parse/sync'
import { marksAccount } from './source.mjs'
import { folded } from './values.mjs'

/**
 * What a file holds, by what it begins with: its name says little, as services name their files as they like.
 * @param {string} head its first megabyte, as text
 * @param {import('./source.mjs').Source} source
 * @returns {{ kind: 'lines' | 'document' } | { kind: 'table', delimiter: string, skip: number, header: boolean }}
 * @throws Error in plain words when it is a table with no column that the source knows
 */
export function formatOf(head, source) {
  const first = head.trimStart()
  if (first === '') return { kind: 'lines' }
  if (first.startsWith('[')) return { kind: 'document' }
  if (first.startsWith('{')) return { kind: isDocument(first, source) ? 'document' : 'lines' }
  return tableIn(head, source)
}

/** Whether an object at the beginning is more than a line: one in several lines, or one that holds the accounts. */
function isDocument(text, source) {
  const [line] = text.split('\n', 1)
  const object = parsed(line)
  if (object) return !Object.keys(object).some(marksAccount) && holdsList(object, source)
  return goesOn(text) ?? startsList(text, source)
}

function parsed(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function holdsList(value, source) {
  return Object.entries(value).some(([key, member]) => {
    if (member === null || typeof member !== 'object' || source.knows(key) || source.holds(key)) {
      return false
    }
    if (!Array.isArray(member)) return holdsList(member, source)
    return member.every((each) => each !== null && typeof each === 'object')
  })
}

/** Whether JSON goes on after its first line break; undefined when there is none. A line that is cut off does not. */
function goesOn(text) {
  const end = text.indexOf('\n')
  if (end < 0) return undefined
  const before = text.slice(0, end).trimEnd()
  const after = text.slice(end).trimStart()
  // In a string a line break is no JSON.
  if ((before.replace(/\\./g, '').match(/"/g) ?? []).length % 2 === 1) return false
  return /[{[,:]$/.test(before)
    ? /^["\]}]/.test(after) || /[[:]$/.test(before)
    : /^[\]},:]/.test(after)
}

/** Of one long line: whether a list of objects begins before anything that names an account. */
function startsList(text, source) {
  const begin = /"([^"\\]{1,200})"\s*:\s*\[\s*\{/.exec(text)
  if (!begin || source.knows(begin[1]) || source.holds(begin[1])) return false
  const keys = text.slice(0, begin.index).matchAll(/"([^"\\]{1,200})"\s*:/g)
  return ![...keys].some(([, key]) => marksAccount(key))
}

const delimiters = [',', ';', '\t', '|']

/** The columns are in the first line, or known by their order. Of the delimiters the one that finds most of them is it. */
function tableIn(head, source) {
  // Excel names the delimiter in a line of its own.
  const named = /^sep=(.)\r?\n/i.exec(head)
  const text = named ? head.slice(named[0].length) : head
  const candidates = (named ? [named[1]] : delimiters).map((delimiter) => {
    const cells = cellsOf(text, delimiter)
    return { delimiter, cells, known: cells.filter(source.knows) }
  })
  const [best] = candidates.sort(
    (a, b) => b.known.length - a.known.length || b.cells.length - a.cells.length,
  )
  const { delimiter, cells, known } = best
  const table = { kind: 'table', delimiter, skip: named ? 1 : 0 }
  if (!cells.some(source.names)) {
    const isInOrder = source.order && cells.length >= source.order.length - 1
    if (isInOrder) return { ...table, header: false }
    throw new Error(unknownColumns(cells, source))
  }
  const twice = known.find((name, index) => known.map(folded).indexOf(folded(name)) < index)
  if (twice) {
    throw new Error(`The column ${twice} occurs twice. Remove one of them.`)
  }
  return { ...table, header: true }
}

function cellsOf(text, delimiter) {
  const how = { delimiter, to_line: 1, trim: true, relax_quotes: true }
  try {
    return parse(text.split(/\r\n?|\n/, 1)[0], how)[0] ?? []
  } catch {
    return []
  }
}

/** What was found and what was expected, in words. */
export function unknownColumns(found, source) {
  const names = found.filter(isName)
  const told =
    names.length === found.length && found.length > 0
      ? `Found: ${listed(names)}.`
      : 'The first line looks like data, not like column names.'
  return [
    `The file has no column for a name to sign in with (${source.namesIn}).`,
    told,
    `Expected, in any order: ${source.columns.join(', ')}.`,
    'Check --from: docs/import.md describes the file of each source.',
  ].join('\n')
}

/** Names of columns in a message: never more than a few, and nothing that could be somebody's data. */
export function listed(names) {
  const shown = names.filter(isName).slice(0, 20)
  const more = names.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function isName(text) {
  return /^[\p{L}_][\p{L}\p{N}_ .()/-]{0,63}$/u.test(text)
}
