import { check, Refusal } from './refusal.ts'

/** A data item of the kinds that authenticators send. */
export type Item = number | string | boolean | null | Uint8Array<ArrayBuffer> | Item[] | ItemMap
export type ItemMap = Map<number | string, Item>

/** The limit of CTAP 2.2 section 8. */
const maxDepth = 4

/** Major type 7 (RFC 8949 section 3.1), and its values from 20 (section 3.3). */
const simpleType = 7
const simpleValues = [false, true, null]

/**
 * The first data item of some bytes, and the number of bytes that it takes. Accepts only CTAP2's canonical form: the
 * shortest length, no indefinite length, no tag, no duplicate key. The order of keys is not checked, because it does not
 * change what a map means.
 * @throws Refusal
 */
export function decodeFirst(bytes: Uint8Array<ArrayBuffer>): { item: Item; size: number } {
  let position = 0

  function take(count: number): Uint8Array<ArrayBuffer> {
    check(count <= bytes.length - position, 'cbor_truncated')
    position += count
    return bytes.subarray(position - count, position)
  }

  /** The argument of an item: its value, its length or its number of members (RFC 8949 section 3). */
  function readArgument(info: number): number {
    if (info < 24) return info
    // 28 to 30 are reserved, 31 is an indefinite length.
    check(info < 28, 'cbor_length')
    const width = 2 ** (info - 24)
    const value = take(width).reduce((sum, byte) => sum * 256 + byte, 0)
    const smallest = width === 1 ? 24 : 2 ** (4 * width)
    check(value >= smallest && Number.isSafeInteger(value), 'cbor_length')
    return value
  }

  /** How to read the rest of an item, by major type. */
  const readers: ((argument: number, depth: number) => Item)[] = [
    (value) => value,
    (value) => -1 - value,
    take,
    (length) => decodeText(take(length)),
    (count, depth) => repeat(count, () => readItem(depth)),
    readMap,
  ]

  function readItem(depth: number): Item {
    check(depth <= maxDepth, 'cbor_depth')
    const [first = 0] = take(1)
    const type = first >> 5
    const info = first & 31
    const simple = type === simpleType ? simpleValues[info - 20] : undefined
    if (simple !== undefined) return simple
    const read = readers[type]
    check(read, 'cbor_unsupported')
    return read(readArgument(info), depth + 1)
  }

  function readMap(count: number, depth: number): ItemMap {
    const map: ItemMap = new Map()
    repeat(count, () => {
      const key = readItem(depth)
      check(typeof key === 'number' || typeof key === 'string', 'cbor_unsupported')
      check(!map.has(key), 'cbor_duplicate_key')
      map.set(key, readItem(depth))
    })
    return map
  }

  return { item: readItem(1), size: position }
}

/** Ends with the first member that is missing, so a large count costs nothing. */
function repeat<T>(count: number, read: () => T): T[] {
  const items: T[] = []
  while (items.length < count) items.push(read())
  return items
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refusal('cbor_text')
  }
}

/** A map that takes all of `bytes`. */
export function decodeMap(bytes: Uint8Array<ArrayBuffer>): ItemMap {
  const { item, size } = decodeFirst(bytes)
  check(size === bytes.length, 'trailing_bytes')
  requireMap(item)
  return item
}

export function requireMap(item: Item | undefined): asserts item is ItemMap {
  check(item instanceof Map, 'cbor_unsupported')
}
