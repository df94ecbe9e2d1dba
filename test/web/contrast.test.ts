import { expect, test } from 'vitest'
import {
  black,
  contrast,
  minimumContrast,
  parse,
  type Rgb,
  readable,
  white,
} from '../../web/lib/contrast.ts'

/** WCAG's examples and typical brand colors. */
test.each([
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#767676', '#ffffff', 4.54],
  ['#f00', '#fff', 4],
  ['#fff', '#ffffff', 1],
])('the contrast of %s and %s is %d', (one, other, wanted) => {
  expect(contrast(parse(one), parse(other))).toBeCloseTo(wanted, 1)
  expect(contrast(parse(other), parse(one))).toBeCloseTo(wanted, 1)
})

const accents = [0, 51, 102, 153, 204, 255].flatMap((red) =>
  [0, 51, 102, 153, 204, 255].flatMap((green) =>
    [0, 51, 102, 153, 204, 255].map((blue): Rgb => [red, green, blue]),
  ),
)

test('any accent color becomes readable on light and dark surfaces', () => {
  for (const accent of accents) {
    for (const [surface, target] of [
      [parse('#f4f5f8'), black],
      [parse('#1b1e26'), white],
    ] as const) {
      expect(contrast(readable(accent, surface, target), surface)).toBeGreaterThanOrEqual(
        minimumContrast,
      )
    }
  }
})

test('a readable color stays unchanged', () => {
  expect(readable(parse('#3455c9'), white, black)).toEqual(parse('#3455c9'))
})

test('black or white text is readable on any accent color', () => {
  for (const accent of accents) {
    const better = Math.max(contrast(accent, black), contrast(accent, white))
    expect(better).toBeGreaterThanOrEqual(minimumContrast)
  }
})
