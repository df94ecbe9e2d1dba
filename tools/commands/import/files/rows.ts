import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import type { Source } from '../sources/source.ts'
import type { Row } from '../sources/values.ts'
import { isObject } from '../sources/values.ts'
import { detectFormat, type TableFormat } from './file-format.ts'
import { type Chunk, maxLength, readLines, readObjects } from './json-stream.ts'

/** A row of a file, without `row` if it cannot be read. */
export interface FileRow {
  /** The number of the line; in a JSON document, of the object. */
  line: number
  row?: Row
}

/**
 * Reads the rows of a file one at a time. The file may contain JSON lines, JSON documents, or a table of text.
 * @param onRead receives the number of bytes of each part that was read
 * @throws Error in plain English if the file has none of these formats
 */
export async function* readRows(
  file: string,
  source: Source,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<FileRow> {
  const { head, encoding, markLength } = await readHead(file)
  const format = detectFormat(head, source)
  const bytes = readUtf8(file, encoding, markLength, onRead)
  if (format.kind === 'table') yield* readTable(bytes, format, source)
  else yield* readJson(format.kind === 'lines' ? readLines(bytes) : readObjects(bytes, source))
}

/** Byte order marks and their encodings. */
const byteOrderMarks = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
]
/** The first bytes of gzip and ZIP files. */
const compressedStarts = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
]

async function readHead(file: string) {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxLength), 0, maxLength, 0)
    const start = buffer.subarray(0, bytesRead)
    const startsWith = (bytes: number[]) => bytes.every((byte, index) => start[index] === byte)
    if (compressedStarts.some(startsWith)) {
      throw new Error('The file is compressed. Unpack it first.')
    }
    const { mark, encoding } = byteOrderMarks.find((each) => startsWith(each.mark)) ?? {
      mark: [],
      encoding: 'utf-8',
    }
    const head = new TextDecoder(encoding).decode(start.subarray(mark.length))
    return { head, encoding, markLength: mark.length }
  } finally {
    await handle.close()
  }
}

async function* readUtf8(
  file: string,
  encoding: string,
  start: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding)
  const stream: AsyncIterable<Buffer> = createReadStream(file, { start, highWaterMark: 256 * 1024 })
  for await (const part of stream) {
    onRead(part.length)
    yield decoder ? Buffer.from(decoder.decode(part, { stream: true })) : part
  }
}

async function* readJson(chunks: AsyncIterable<Chunk>): AsyncGenerator<FileRow> {
  for await (const { number, bytes } of chunks) {
    if (bytes?.every((byte) => byte <= 0x20)) continue
    const row = bytes && parseRow(bytes)
    yield row ? { line: number, row } : { line: number }
  }
}

function parseRow(bytes: Uint8Array): Row | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    const value: unknown = JSON.parse(text, /\d{16}/.test(text) ? keepLongNumber : undefined)
    return isObject(value) ? unwrap(value) : undefined
  } catch {
    // Do not report the error: messages of JSON.parse quote the text, which may contain a hash.
    return undefined
  }
}

/** Keeps a number that JavaScript would round as text: it may be an id. */
function keepLongNumber(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  const isRounded =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isRounded && source ? source : value
}

/** PostgreSQL's row_to_json, selected with its name, is the only column of a row. */
function unwrap(row: Row): Row {
  const [inner, ...others] = Object.values(row)
  return others.length === 0 && isObject(inner) ? inner : row
}

/** The spellings of NULL in databases. */
const nulls = new Set(['', 'NULL', 'null', '\\N'])

/** What csv-parse returns for a record with these options: an object with a header, otherwise a list. */
interface ParsedRecord {
  record: Record<string, string> | string[]
  info: { lines: number }
}

async function* readTable(
  bytes: AsyncIterable<Buffer>,
  { delimiter, skip, header }: TableFormat,
  source: Source,
): AsyncGenerator<FileRow> {
  const skipped: FileRow[] = []
  const parser = parse({
    delimiter,
    from_line: skip + 1,
    columns: header && ((names: string[]) => names.map((name) => name !== '' && name)),
    trim: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxLength,
    // A file without a header is Firebase's, which quotes only cells that contain commas. Tab-separated cells have no quotes.
    relax_quotes: !header || delimiter === '\t',
    relax_column_count: !header,
    on_skip: (error) => void skipped.push({ line: lineOf(error) }),
  })
  // Errors of the pipeline reach the loop below.
  pipeline(bytes, parser, () => {})
  const records: AsyncIterable<ParsedRecord> = parser
  try {
    for await (const { record, info } of records) {
      yield* skipped.splice(0)
      const cells = Array.isArray(record) ? nameCells(record, source) : Object.entries(record)
      // The decoder replaces bytes that are not UTF-8 with this character.
      if (!cells || cells.some(([, value]) => value.includes('\uFFFD'))) yield { line: info.lines }
      else {
        const row = cells.map(([name, value]) => [name, nulls.has(value) ? undefined : value])
        yield { line: info.lines, row: Object.fromEntries(row) }
      }
    }
    yield* skipped
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw new Error(`The table cannot be read (${code ?? 'unknown error'}).`)
  }
}

function lineOf(error: CsvError | undefined): number {
  return typeof error?.lines === 'number' ? error.lines : 0
}

/** Names the cells of a line without a header. Returns undefined if the number of cells shows that a quote is wrong. */
function nameCells(cells: string[], { headerless = [] }: Source): [string, string][] | undefined {
  // The last column was added later, and lines end with a comma.
  if (cells.length < headerless.length - 1 || cells.length > headerless.length + 1) return undefined
  return headerless.flatMap((name, index) => (name ? [[name, cells[index] ?? '']] : []))
}
