import { parse } from 'csv-parse/sync'
import { isAccountMember, type Source } from '../sources/source.ts'
import { foldName } from '../sources/values.ts'

/** The format of a table of text. */
export interface TableFormat {
  kind: 'table'
  delimiter: string
  /** Lines before the table. */
  skip: number
  /** Whether the first line names the columns. */
  header: boolean
}

/** JSON lines, JSON documents, or a table of text. */
export type FileFormat = { kind: 'lines' } | { kind: 'document' } | TableFormat

/**
 * Detects the format of a file by its content: services choose the names of their files freely.
 * @param head the first megabyte
 * @throws Error in plain English if it is a table without any column that the source reads
 */
export function detectFormat(head: string, source: Source): FileFormat {
  const first = head.trimStart()
  if (first === '') return { kind: 'lines' }
  if (first.startsWith('[')) return { kind: 'document' }
  if (first.startsWith('{')) return { kind: isDocument(first, source) ? 'document' : 'lines' }
  return detectTable(head, source)
}

/** Returns whether the first object spans several lines, or contains the list of accounts. */
function isDocument(text: string, source: Source): boolean {
  const [line = ''] = text.split('\n', 1)
  const object = parseLine(line)
  if (object) return !Object.keys(object).some(isAccountMember) && containsList(object, source)
  return continuesAfterLineBreak(text) ?? startsList(text, source)
}

function parseLine(line: string): object | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function containsList(value: object, source: Source): boolean {
  return Object.entries(value).some(([key, member]) => {
    if (member === null || typeof member !== 'object') return false
    if (!Array.isArray(member)) return !source.reads(key) && containsList(member, source)
    return (
      source.mayBeAccounts(key) && member.every((each) => each !== null && typeof each === 'object')
    )
  })
}

/** Returns whether the JSON continues after its first line break; undefined without one. A truncated line does not. */
function continuesAfterLineBreak(text: string): boolean | undefined {
  const end = text.indexOf('\n')
  if (end < 0) return undefined
  const before = text.slice(0, end).trimEnd()
  const after = text.slice(end).trimStart()
  // JSON strings contain no line breaks.
  if ((before.replace(/\\./g, '').match(/"/g) ?? []).length % 2 === 1) return false
  return /[{[,:]$/.test(before)
    ? /^["\]}]/.test(after) || /[[:]$/.test(before)
    : /^[\]},:]/.test(after)
}

/** Returns whether one long line starts a list of objects before any member that only an account has. */
function startsList(text: string, source: Source): boolean {
  const start = /"([^"\\]{1,200})"\s*:\s*\[\s*\{/.exec(text)
  const key = start?.[1]
  if (!start || key === undefined || !source.mayBeAccounts(key)) return false
  const keys = text.slice(0, start.index).matchAll(/"([^"\\]{1,200})"\s*:/g)
  return ![...keys].some(([, each = '']) => isAccountMember(each))
}

const delimiters = [',', ';', '\t', '|']

/**
 * Finds the delimiter with which the first line has the most known columns. Without a header line, the order of the columns
 * must be known.
 */
function detectTable(head: string, source: Source): TableFormat {
  // Excel states the delimiter on a separate line.
  const stated = /^sep=(.)\r?\n/i.exec(head)
  const text = stated ? head.slice(stated[0].length) : head
  const candidates = (stated?.[1] ? [stated[1]] : delimiters)
    .map((delimiter) => {
      const cells = cellsOf(text, delimiter)
      return { delimiter, cells, known: cells.filter(source.reads) }
    })
    .sort((a, b) => b.known.length - a.known.length || b.cells.length - a.cells.length)
  const { delimiter = ',', cells = [], known = [] } = candidates[0] ?? {}
  const table = { kind: 'table', delimiter, skip: stated ? 1 : 0 } as const
  if (!cells.some(source.isIdentifier)) {
    const { headerless } = source
    if (headerless && cells.length >= headerless.length - 1) return { ...table, header: false }
    throw new Error(unknownColumns(cells, source))
  }
  const duplicate = known.find((name, index) => known.map(foldName).indexOf(foldName(name)) < index)
  if (duplicate) throw new Error(`The column ${duplicate} occurs twice. Remove one of them.`)
  return { ...table, header: true }
}

function cellsOf(text: string, delimiter: string): string[] {
  const [line = ''] = text.split(/\r\n?|\n/, 1)
  try {
    return parse(line, { delimiter, to_line: 1, trim: true, relax_quotes: true })[0] ?? []
  } catch {
    return []
  }
}

/** Describes which columns were found, and which were expected. */
export function unknownColumns(found: string[], source: Source): string {
  const names = found.filter(isColumnName)
  return [
    `The file has no column with a username or an email address (${source.identifierColumns.join(', ')}).`,
    names.length === found.length && found.length > 0
      ? `Found: ${listNames(names)}.`
      : 'The first line looks like data, not like column names.',
    `Expected, in any order: ${source.columns.join(', ')}.`,
    'Check --from: docs/import.md describes the file of each source.',
  ].join('\n')
}

/** Lists column names for a message: only a few, and nothing that could be personal data. */
export function listNames(names: string[]): string {
  const columns = names.filter(isColumnName)
  const shown = columns.slice(0, 20)
  const more = columns.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function isColumnName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_ .()/-]{0,63}$/u.test(text)
}
