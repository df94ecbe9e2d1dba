import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { items, lines, longest } from './pieces.mjs'

/**
 * The rows of a file, one at a time: `.csv` with a line of column names, `.json` with one list of objects, anything
 * else as JSON lines.
 * @param {string} file
 * @param {(bytes: number) => void} read told how much of the file was read
 * @returns {AsyncGenerator<{ line: number, row?: object }>} without a row when the line cannot be read; of a `.json`
 *   the number is the object's
 */
export function rowsOf(file, read) {
  const bytes = counted(file, read)
  const kind = extname(file).toLowerCase()
  if (kind === '.csv') return csvRows(bytes)
  return jsonRows(kind === '.json' ? items(bytes) : lines(bytes))
}

async function* counted(file, read) {
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    read(chunk.length)
    yield chunk
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
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    // A message of JSON.parse quotes the text, in which a hash may stand.
    return undefined
  }
}

async function* csvRows(bytes) {
  const bad = []
  const parser = parse({
    columns: true,
    bom: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longest,
    on_skip: (error) => bad.push({ line: error?.lines ?? 0 }),
  })
  // Its errors reach the loop below.
  pipeline(bytes, parser, () => {})
  try {
    for await (const { record, info } of parser) {
      yield* bad.splice(0)
      // An empty field of a table is no value.
      const filled = Object.entries(record).filter(([, value]) => value !== '')
      yield { line: info.lines, row: Object.fromEntries(filled) }
    }
    yield* bad
  } catch (error) {
    throw new Error(`The CSV cannot be read (${error.code ?? 'unknown fault'}).`)
  }
}
