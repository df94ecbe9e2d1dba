import type { Bytes } from './cbor.ts'

/** Random choices that a seed repeats. */
export interface Random {
  below(limit: number): number
  chance(): boolean
  of<T>(choices: readonly T[]): T
  bytes(size: number): Bytes
}

/** The generator mulberry32. */
export function seeded(seed: number): Random {
  let state = seed
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    chance: () => below(2) === 0,
    of: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    bytes: (size) => Uint8Array.from({ length: size }, () => below(256)),
  }
}
