import { marksAccount } from './source.mjs'

/** More than any account needs; what is longer is skipped without being kept in memory. */
export const longest = 1024 * 1024

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const brackets = { open: 0x5b, close: 0x5d }
const braces = { open: 0x7b, close: 0x7d }
/** Bytes of a key that are looked at. */
const longestKey = 200

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
 * The accounts of JSON documents, without holding any of those: of a list, of an object that has a list of them, such as
 * `{"users": […]}`, of a list of such objects, as wrangler prints it, and of objects one after another.
 * @param {AsyncIterable<Buffer>} chunks
 * @param {import('./source.mjs').Source} source says which objects are accounts themselves
 * @returns {AsyncGenerator<{ number: number, bytes?: Buffer }>} numbered from 1; without bytes when too long, or no object
 * @throws Error when a document ends before its list does
 */
export async function* items(chunks, source) {
  const piece = collector()
  // The file is like a list: of lists and objects that stand one after another.
  const levels = [{ list: true }]
  let number = 0
  let account
  let string
  let escaped = false
  let wanted = false
  let holder
  for await (const chunk of chunks) {
    let start = 0
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]
      const top = levels.at(-1)
      if (string) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) {
          if (string.key) named(top, Buffer.from(string.key).toString())
          string = undefined
          continue
        }
        if (string.key?.length < longestKey) string.key.push(byte)
        continue
      }
      if (byte <= 0x20) continue
      if (wanted) {
        wanted = false
        // A list of objects where nothing says that the object around it is an account.
        if (byte === braces.open) {
          for (const level of levels) level.open = false
          account = undefined
          piece.take()
          top.list = true
        } else if (byte === brackets.close) {
          account.empty = true
          if (usual.has(holder.key)) for (const level of levels) level.open = false
        }
      }
      if (byte === quote) {
        string = { key: top.keyed ? [] : undefined }
        if (top.list && !account) yield* loose(top)
      } else if (byte === braces.open) {
        const isAccount = top.list && !account
        const level = { object: true, keyed: true, open: isAccount || leadsOn(top) }
        if (isAccount) {
          account = level
          start = index
        }
        levels.push(level)
      } else if (byte === brackets.open) {
        wanted = leadsOn(top)
        holder = top
        levels.push({ list: top.list && !account })
      } else if (byte === braces.close || byte === brackets.close) {
        if (levels.length === 1) throw new Error('The JSON of the file closes more than it opens.')
        levels.pop()
        if (top !== account) continue
        account = undefined
        piece.add(chunk.subarray(start, index + 1))
        const taken = piece.take()
        // An object with an empty list of accounts is none.
        if (top.empty && !top.known) continue
        number += 1
        yield { number, ...taken }
      } else if (byte === comma) {
        top.keyed = top.object
        top.loose = false
      } else if (byte === colon) top.keyed = false
      else if (top.list && !account) yield* loose(top)
    }
    if (account) piece.add(chunk.subarray(start))
  }
  if (levels.length > 1) throw new Error('The file ends before its list of accounts does.')

  function named(level, key) {
    level.key = key
    if (marksAccount(key)) level.open = false
    if (source.knows(key) || marksAccount(key)) level.known = true
  }

  /** Whether what stands under the last key may be the list of accounts. */
  function leadsOn({ object, open, key }) {
    return object && open && !source.knows(key) && !source.holds(key)
  }

  /** Something in a list that is no object, once. */
  function* loose(level) {
    if (level.loose) return
    level.loose = true
    number += 1
    yield { number }
  }
}

/** Under these an empty list is the list of accounts; under others, such as `errors`, it says nothing. */
const usual = new Set(['results', 'users', 'rows', 'data', 'items', 'records'])

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
