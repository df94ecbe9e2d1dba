import { isAccountMember, type Source } from '../sources/source.ts'

/** Bytes: more than any account needs. A longer chunk is skipped and never kept in memory. */
export const maxLength = 1024 * 1024

/** A part of a file: a line or an object. */
export interface Chunk {
  /** The position in the file, from 1. */
  number: number
  /** Undefined if the chunk is too long, or is not an object. */
  bytes?: Buffer
}

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const brackets = { open: 0x5b, close: 0x5d }
const braces = { open: 0x7b, close: 0x7d }
/** Open lists and objects: each takes memory, and a file can open millions. */
const maxLevels = 1000
/** Bytes of a key that are compared. */
const maxKeyLength = 200

/** Splits a stream into lines. Splits bytes, because U+2028 does not end a line of JSON. */
export async function* readLines(parts: AsyncIterable<Buffer>): AsyncGenerator<Chunk> {
  const buffer = chunkBuffer()
  let number = 1
  for await (const part of parts) {
    let start = 0
    for (let end = part.indexOf(newline); end >= 0; end = part.indexOf(newline, start)) {
      buffer.add(part.subarray(start, end))
      yield { number, ...buffer.take() }
      number += 1
      start = end + 1
    }
    buffer.add(part.subarray(start))
  }
  yield { number, ...buffer.take() }
}

/** An open list or object. */
interface Level {
  isObject: boolean
  /** The members of this list may be accounts. */
  isList: boolean
  /** The next string is a key. */
  expectsKey: boolean
  /** The object may contain the list of accounts. */
  mayContainList: boolean
  /** The last key of the object. */
  key?: string
  /** The object has a member that only an account has. */
  isAccount: boolean
  /** The object contains an empty list that may be the list of accounts. */
  hasEmptyList: boolean
  /** The current member of the list is not an object, and was reported. */
  reported: boolean
}

/**
 * Splits JSON documents into accounts without holding a document in memory. A document is a list of accounts, an object that
 * contains one, such as `{"users": […]}`, a list of such objects, as wrangler prints it, or a sequence of objects.
 * @param source decides which objects are accounts
 * @throws Error if a document ends before its list, or is nested too deeply
 */
export async function* readObjects(
  parts: AsyncIterable<Buffer> | Iterable<Buffer>,
  source: Source,
): AsyncGenerator<Chunk> {
  const buffer = chunkBuffer()
  // The file itself is treated as a list.
  const file = level({ isList: true })
  const levels = [file]
  let number = 0
  let account: Level | undefined
  /** The open string, with the bytes of the key if it is one. */
  let string: { key?: number[] } | undefined
  let isEscaped = false
  /** The object whose list was just opened, if that may be the list of accounts. */
  let owner: Level | undefined
  for await (const part of parts) {
    let start = 0
    for (let index = 0; index < part.length; index += 1) {
      const byte = part[index] ?? 0
      const top = levels.at(-1) ?? file
      if (string) {
        const { key } = string
        if (isEscaped) isEscaped = false
        else if (byte === backslash) isEscaped = true
        else if (byte === quote) {
          if (key) setKey(top, Buffer.from(key).toString())
          string = undefined
          continue
        }
        if (key && key.length < maxKeyLength) key.push(byte)
        continue
      }
      if (byte <= 0x20) continue
      if (levels.length > maxLevels) throw new Error('The JSON of the file is nested too deeply.')
      if (owner) {
        // A list of objects: these are the accounts, and the objects around the list are not.
        if (byte === braces.open) {
          for (const each of levels) each.mayContainList = false
          account = undefined
          buffer.take()
          top.isList = true
        } else if (byte === brackets.close) {
          if (account) account.hasEmptyList = true
          if (listKeys.has(owner.key)) for (const each of levels) each.mayContainList = false
        }
        owner = undefined
      }
      if (byte === quote) {
        string = top.expectsKey ? { key: [] } : {}
        if (top.isList && !account) yield* reportOnce(top)
      } else if (byte === braces.open) {
        const isCandidate = top.isList && !account
        const mayContainList = isCandidate || mayOpenList(top)
        const opened = level({ isObject: true, expectsKey: true, mayContainList })
        if (isCandidate) {
          account = opened
          start = index
        }
        levels.push(opened)
      } else if (byte === brackets.open) {
        if (mayOpenList(top)) owner = top
        levels.push(level({ isList: top.isList && !account }))
      } else if (byte === braces.close || byte === brackets.close) {
        if (levels.length === 1) throw new Error('The JSON of the file closes more than it opens.')
        levels.pop()
        if (top !== account) continue
        account = undefined
        buffer.add(part.subarray(start, index + 1))
        const taken = buffer.take()
        // An object with an empty list of accounts is not an account.
        if (top.hasEmptyList && !top.isAccount) continue
        number += 1
        yield { number, ...taken }
      } else if (byte === comma) {
        top.expectsKey = top.isObject
        top.reported = false
      } else if (byte === colon) top.expectsKey = false
      else if (top.isList && !account) yield* reportOnce(top)
    }
    if (account) buffer.add(part.subarray(start))
  }
  if (levels.length > 1) throw new Error('The file ends before its list of accounts does.')

  function setKey(object: Level, key: string): void {
    object.key = key
    if (isAccountMember(key)) object.mayContainList = false
    if (source.reads(key) || isAccountMember(key)) object.isAccount = true
  }

  /** Returns whether the value of the last key may be, or may contain, the list of accounts. */
  function mayOpenList({ isObject, mayContainList, key = '' }: Level): boolean {
    return isObject && mayContainList && source.mayBeAccounts(key)
  }

  /** Reports a member of a list that is not an object, once. */
  function* reportOnce(list: Level): Generator<Chunk> {
    if (list.reported) return
    list.reported = true
    number += 1
    yield { number }
  }
}

/** An empty list under one of these keys is the list of accounts; under another key, such as `errors`, it may not be. */
const listKeys = new Set<string | undefined>('results users rows data items records'.split(' '))

function level(state: Partial<Level>): Level {
  return {
    isObject: false,
    isList: false,
    expectsKey: false,
    mayContainList: false,
    isAccount: false,
    hasEmptyList: false,
    reported: false,
    ...state,
  }
}

/** Joins a chunk that spans several parts of the stream. Keeps nothing of a chunk that is too long. */
function chunkBuffer() {
  let parts: Buffer[] = []
  let size = 0
  return {
    add(part: Buffer) {
      size += part.length
      if (size > maxLength) parts = []
      // Copied, because the stream reuses its buffers.
      else if (part.length > 0) parts.push(Buffer.from(part))
    },
    take(): { bytes?: Buffer } {
      const taken = size > maxLength ? {} : { bytes: Buffer.concat(parts) }
      parts = []
      size = 0
      return taken
    },
  }
}
