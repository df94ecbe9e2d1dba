import { Refusal } from './refusal.ts'

/** A data item of the kinds that authenticators send. */
export type Item = number | string | boolean | null | Uint8Array<ArrayBuffer> | Item[] | ItemMap
export type ItemMap = Map<number | string, Item>

/** The limit of CTAP 2.2 section 8. */
const maxDepth = 4

/** Major types (RFC 8949 section 3.1). */
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 }

/** Simple values (RFC 8949 section 3.3). */
const simple = new Map([
  [20, false],
  [21, true],
  [22, null],
])

/**
 * The first data item of some bytes, and the number of bytes that it takes. Accepts only CTAP2's canonical form: the
 * shortest length, no indefinite length, no tag, no duplicate key. The order of keys is not checked, because it does not
 * change what a map means.
 * @throws Refusal
 */
export function decodeFirst(bytes: Uint8Array<ArrayBuffer>): { item: Item; size: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 0

  /** Moves past `count` bytes, and returns where they begin. */
  function skip(count: number): number {
    if (count > bytes.length - position) throw new Refusal('cbor_truncated')
    position += count
    return position - count
  }

  /** The argument of an item: its value, its length or its number of members (RFC 8949 section 3). */
  function readArgument(info: number): number {
    if (info < 24) return info
    // 28 to 30 are reserved, 31 is an indefinite length.
    if (info > 27) throw new Refusal('cbor_length')
    const width = 2 ** (info - 24)
    const start = skip(width)
    const value =
      width === 1
        ? view.getUint8(start)
        : width === 2
          ? view.getUint16(start)
          : width === 4
            ? view.getUint32(start)
            : Number(view.getBigUint64(start))
    const smallest = width === 1 ? 24 : 2 ** (4 * width)
    if (value < smallest || !Number.isSafeInteger(value)) throw new Refusal('cbor_length')
    return value
  }

  function readItem(depth: number): Item {
    if (depth > maxDepth) throw new Refusal('cbor_depth')
    const first = view.getUint8(skip(1))
    const type = first >> 5
    const info = first & 31
    if (type === major.simple) {
      const value = simple.get(info)
      if (value === undefined) throw new Refusal('cbor_unsupported')
      return value
    }
    const argument = readArgument(info)
    switch (type) {
      case major.unsigned:
        return argument
      case major.negative:
        return -1 - argument
      case major.bytes:
        return bytes.subarray(skip(argument), position)
      case major.text:
        return decodeText(bytes.subarray(skip(argument), position))
      case major.array:
        return repeat(argument, () => readItem(depth + 1))
      case major.map:
        return readMap(argument, depth + 1)
      default:
        throw new Refusal('cbor_unsupported')
    }
  }

  function readMap(count: number, depth: number): ItemMap {
    const map: ItemMap = new Map()
    repeat(count, () => {
      const key = readItem(depth)
      if (typeof key !== 'number' && typeof key !== 'string') throw new Refusal('cbor_unsupported')
      if (map.has(key)) throw new Refusal('cbor_duplicate_key')
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

/** A map that takes all of `bytes`, or undefined. */
export function decodeMap(bytes: Uint8Array<ArrayBuffer>): ItemMap {
  const { item, size } = decodeFirst(bytes)
  if (size < bytes.length) throw new Refusal('trailing_bytes')
  return requireMap(item)
}

export function requireMap(item: Item | undefined): ItemMap {
  if (!(item instanceof Map)) throw new Refusal('cbor_unsupported')
  return item
}
