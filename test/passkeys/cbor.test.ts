import { describe, expect, it } from 'vitest'
import { decodeFirst, decodeMap } from '../../worker/passkeys/encoding/cbor.ts'
import type { RefusalReason } from '../../worker/passkeys/encoding/refusal.ts'
import { array, head, hex, int, join, map, text } from '../support/passkeys/cbor.ts'
import { refusalOf } from '../support/passkeys/relying-party.ts'

describe('CBOR', () => {
  // RFC 8949 appendix A, the kinds that authenticators send.
  it.each([
    ['00', 0],
    ['01', 1],
    ['0a', 10],
    ['17', 23],
    ['1818', 24],
    ['1819', 25],
    ['1864', 100],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['29', -10],
    ['3863', -100],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['40', new Uint8Array()],
    ['4401020304', new Uint8Array([1, 2, 3, 4])],
    ['60', ''],
    ['6161', 'a'],
    ['6449455446', 'IETF'],
    ['62225c', '"\\'],
    ['62c3bc', 'ü'],
    ['63e6b0b4', '水'],
    ['64f0908591', '𐅑'],
    ['80', []],
    ['83010203', [1, 2, 3]],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a0', new Map()],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'a26161016162820203',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    ['826161a161626163', ['a', new Map([['b', 'c']])]],
    [
      'a201f42020',
      new Map<number, unknown>([
        [1, false],
        [-1, -1],
      ]),
    ],
  ])('%s is read', (digits, item) => {
    const bytes = hex(digits)
    expect(decodeFirst(bytes)).toEqual({ item, size: bytes.length })
  })

  it('reads the first item, from any position of a buffer', () => {
    const bytes = join([9, 9], map([text('a'), int(300)]), [1, 2]).subarray(2)
    expect(decodeFirst(bytes)).toEqual({ item: new Map([['a', 300]]), size: 6 })
  })

  it.each<[string, Uint8Array<ArrayBuffer>, RefusalReason]>([
    ['nothing', hex(''), 'cbor_truncated'],
    ['an integer without its bytes', hex('1a0000'), 'cbor_truncated'],
    ['a byte string that is cut off', hex('44010203'), 'cbor_truncated'],
    ['a text that is cut off', hex('6461'), 'cbor_truncated'],
    ['an array that is cut off', hex('8201'), 'cbor_truncated'],
    ['an array of four billion members', hex('9affffffff'), 'cbor_truncated'],
    ['a byte string of four billion bytes', hex('5affffffff00'), 'cbor_truncated'],
    ['a map without a value', hex('a101'), 'cbor_truncated'],
    ['24 in a longer form', hex('190018'), 'cbor_length'],
    ['23 in two bytes', hex('1817'), 'cbor_length'],
    ['255 in three bytes', hex('1900ff'), 'cbor_length'],
    ['65535 in five bytes', hex('1a0000ffff'), 'cbor_length'],
    ['2^32 - 1 in nine bytes', hex('1b00000000ffffffff'), 'cbor_length'],
    ['an integer that is not exact', hex('1b0020000000000000'), 'cbor_length'],
    ['a length in a longer form', hex('580161'), 'cbor_length'],
    ['a count in a longer form', join(head(5, 0, 1)), 'cbor_length'],
    ['a reserved length', hex('1c'), 'cbor_length'],
    ['an indefinite byte string', hex('5f4101ff'), 'cbor_length'],
    ['an indefinite text', hex('7f6161ff'), 'cbor_length'],
    ['an indefinite array', hex('9f01ff'), 'cbor_length'],
    ['an indefinite map', hex('bf0101ff'), 'cbor_length'],
    ['a tag', hex('c001'), 'cbor_unsupported'],
    ['undefined', hex('f7'), 'cbor_unsupported'],
    ['a simple value in two bytes', hex('f8f5'), 'cbor_unsupported'],
    ['a half-precision number', hex('f93c00'), 'cbor_unsupported'],
    ['a double', hex('fb3ff199999999999a'), 'cbor_unsupported'],
    ['a break', hex('ff'), 'cbor_unsupported'],
    ['a key that is a byte string', hex('a1410101'), 'cbor_unsupported'],
    ['a key that is a boolean', hex('a1f401'), 'cbor_unsupported'],
    ['duplicate keys', hex('a201020103'), 'cbor_duplicate_key'],
    ['duplicate text keys', hex('a2616101616101'), 'cbor_duplicate_key'],
    ['text that is not UTF-8', hex('61ff'), 'cbor_text'],
    ['an overlong form of UTF-8', hex('62c080'), 'cbor_text'],
    ['five levels', array(array(array(array(int(1))))), 'cbor_depth'],
  ])('%s is refused', async (_, bytes, reason) => {
    expect(await refusalOf(() => decodeFirst(bytes))).toBe(reason)
  })

  it('four levels are read', () => {
    expect(decodeFirst(array(array(array(int(1))))).item).toEqual([[[1]]])
  })

  it('keeps a byte order mark, which is a character', () => {
    expect(decodeFirst(hex('64efbbbf61')).item).toBe('\ufeffa')
  })

  it('a map must take all bytes', async () => {
    expect(decodeMap(map())).toEqual(new Map())
    expect(await refusalOf(() => decodeMap(join(map(), [0])))).toBe('trailing_bytes')
    expect(await refusalOf(() => decodeMap(array()))).toBe('cbor_unsupported')
  })
})
