/** Encoders of CBOR (RFC 8949), which can also write what no authenticator should send. */

export type Bytes = Uint8Array<ArrayBuffer>

export function join(...parts: Iterable<number>[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

export function hex(digits: string): Bytes {
  return new Uint8Array((digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
}

/** The head of an item, in the shortest form or with an argument of `width` bytes. */
export function head(major: number, argument: number, width = shortest(argument)): Bytes {
  if (width === 0) return join([(major << 5) | argument])
  const bytes = new Uint8Array(1 + width)
  bytes[0] = (major << 5) | (24 + Math.log2(width))
  let rest = argument
  for (let index = width; index > 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

function shortest(argument: number): number {
  if (argument < 24) return 0
  return [1, 2, 4].find((width) => argument < 2 ** (8 * width)) ?? 8
}

export const int = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value))
export const bytes = (value: Uint8Array) => join(head(2, value.length), value)
export const text = (value: string) => {
  const encoded = new TextEncoder().encode(value)
  return join(head(3, encoded.length), encoded)
}
export const array = (...items: Bytes[]) => join(head(4, items.length), ...items)
export const map = (...entries: [Bytes, Bytes][]) =>
  join(head(5, entries.length), ...entries.flat())
