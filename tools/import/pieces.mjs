/** More than any account needs; what is longer is skipped without being kept in memory. */
export const longest = 1024 * 1024

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
const bracket = 0x5b
const braces = { open: 0x7b, close: 0x7d }

/**
 * The lines of a stream of bytes. Split as bytes, because U+2028 is no end of a line of JSON.
 * @returns {AsyncGenerator<{ number: number, bytes?: Buffer }>} numbered from 1; without bytes when too long
 */
export async function* lines(chunks) {
  const piece = collector()
  let number = 1
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      piece.add(chunk.subarray(start, end))
      yield { number, ...piece.take() }
      number += 1
      start = end + 1
    }
    piece.add(chunk.subarray(start))
  }
  yield { number, ...piece.take() }
}

/**
 * The objects in the first array of one JSON document, such as {"users": […]}, without holding the document.
 * @returns {AsyncGenerator<{ number: number, bytes?: Buffer }>} numbered from 1; without bytes when too long
 * @throws Error when the document ends before its array does
 */
export async function* items(chunks) {
  const piece = collector()
  let number = 0
  let inArray = false
  let inString = false
  let escaped = false
  let depth = 0
  let ended = false
  for await (const chunk of chunks) {
    let start = 0
    for (let index = 0; index < chunk.length && !ended; index += 1) {
      const byte = chunk[index]
      if (escaped) escaped = false
      else if (inString) {
        if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
      } else if (byte === quote) inString = true
      else if (!inArray) inArray = byte === bracket
      else if (byte === braces.open) {
        if (depth === 0) start = index
        depth += 1
      } else if (byte === braces.close) {
        depth -= 1
        if (depth > 0) continue
        piece.add(chunk.subarray(start, index + 1))
        number += 1
        yield { number, ...piece.take() }
      } else if (byte === bracket + 2 && depth === 0) ended = true
    }
    if (depth > 0) piece.add(chunk.subarray(start))
  }
  if (!ended) throw new Error('The file ends before its list of accounts does.')
}

/** Puts a piece together that lies in several chunks; beyond the limit it keeps nothing. */
function collector() {
  let parts = []
  let size = 0
  return {
    add(part) {
      size += part.length
      if (size > longest) parts = []
      // A copy: the stream uses its buffers again.
      else if (part.length > 0) parts.push(Buffer.from(part))
    },
    take() {
      const taken = size > longest ? {} : { bytes: Buffer.concat(parts) }
      parts = []
      size = 0
      return taken
    },
  }
}
