import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { formatOf } from './file-format.mjs'
import { items, lines, longest } from './pieces.mjs'

/**
 * The rows of a file, one at a time, in whatever format it is: JSON lines, JSON documents, or a table of text.
 * @param {string} file
 * @param {import('./source.mjs').Source} source
 * @param {(bytes: number) => void} read told how much of the file was read
 * @returns {AsyncGenerator<{ line: number, row?: object }>} without a row when the line cannot be read; of a JSON document
 *   the number is the object's
 * @throws Error in plain words when the file is of no such format
 */
export async function* rowsOf(file, source, read = () => {}) {
  const { head, encoding, mark } = await beginningOf(file)
  const format = formatOf(head, source)
  const bytes = utf8Of(file, encoding, mark, read)
  if (format.kind === 'table') yield* tableRows(bytes, format, source)
  else yield* jsonRows(format.kind === 'lines' ? lines(bytes) : items(bytes, source))
}

/** Byte order marks, and what they say. */
const marks = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
  { mark: [], encoding: 'utf-8' },
]
/** How archives and compressed files begin. */
const packed = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
]

async function beginningOf(file) {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longest), 0, longest, 0)
    const start = buffer.subarray(0, bytesRead)
    const begins = (bytes) => bytes.every((byte, index) => start[index] === byte)
    if (packed.some(begins)) throw new Error('The file is compressed. Unpack it first.')
    const { mark, encoding } = marks.find((each) => begins(each.mark))
    const head = new TextDecoder(encoding).decode(start.subarray(mark.length))
    return { head, encoding, mark: mark.length }
  } finally {
    await handle.close()
  }
}

async function* utf8Of(file, encoding, mark, read) {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding)
  for await (const chunk of createReadStream(file, { start: mark, highWaterMark: 256 * 1024 })) {
    read(chunk.length)
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
}

async function* jsonRows(pieces) {
  for await (const { number, bytes } of pieces) {
    if (bytes?.every((byte) => byte <= 0x20)) continue
    const row = bytes && objectIn(bytes)
    yield row ? { line: number, row } : { line: number }
  }
}

function objectIn(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const value = JSON.parse(text, /\d{16}/.test(text) ? exact : undefined)
    return isObject(value) ? unwrapped(value) : undefined
  } catch {
    // A message of JSON.parse quotes the text, in which a hash may stand.
    return undefined
  }
}

/** A number that is longer than JavaScript's are exact stays text: it may be an id. */
function exact(_, value, { source } = {}) {
  const isRounded =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isRounded && source ? source : value
}

/** PostgreSQL's row_to_json, selected with its name, is the only column of a row. */
function unwrapped(row) {
  const [inner, ...others] = Object.values(row)
  return others.length === 0 && isObject(inner) ? inner : row
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** What databases write for no value. */
const nothing = new Set(['', 'NULL', 'null', '\\N'])

async function* tableRows(bytes, { delimiter, skip, header }, source) {
  const bad = []
  const parser = parse({
    delimiter,
    from_line: skip + 1,
    columns: header && ((names) => names.map((name) => name !== '' && name)),
    trim: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longest,
    // What has no header is Firebase's, which quotes nothing but commas; nothing is quoted between tabs.
    relax_quotes: !header || delimiter === '\t',
    relax_column_count: !header,
    on_skip: (error) => bad.push({ line: error?.lines ?? 0 }),
  })
  // Its errors reach the loop below.
  pipeline(bytes, parser, () => {})
  try {
    for await (const { record, info } of parser) {
      yield* bad.splice(0)
      const cells = header ? Object.entries(record) : inOrder(record, source)
      // Bytes that are no UTF-8 have become this character.
      if (!cells || cells.some(([, value]) => value.includes('\uFFFD'))) yield { line: info.lines }
      else {
        const filled = cells.map(([name, value]) => [name, nothing.has(value) ? undefined : value])
        yield { line: info.lines, row: Object.fromEntries(filled) }
      }
    }
    yield* bad
  } catch (error) {
    throw new Error(`The CSV cannot be read (${error.code ?? 'unknown fault'}).`)
  }
}

function inOrder(record, { order }) {
  // The last column came later; a line ends with a comma. Another number is of a name that is quoted wrongly.
  if (record.length < order.length - 1 || record.length > order.length + 1) return undefined
  return order.flatMap((name, index) => (name ? [[name, record[index] ?? '']] : []))
}
