import { expect, test } from 'vitest'
import {
  black,
  contrast,
  enough,
  parse,
  type Rgb,
  readable,
  white,
} from '../../web/lib/contrast.ts'

/** WCAG's own examples, and colours that brands have. */
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

test('text in any accent colour can be read on light and on dark', () => {
  for (const accent of accents) {
    for (const [surface, towards] of [
      [parse('#f4f5f8'), black],
      [parse('#1b1e26'), white],
    ] as const) {
      expect(contrast(readable(accent, surface, towards), surface)).toBeGreaterThanOrEqual(enough)
    }
  }
})

test('a colour that can be read stays as it is', () => {
  expect(readable(parse('#3455c9'), white, black)).toEqual(parse('#3455c9'))
})

test('on any accent colour either black or white can be read', () => {
  for (const accent of accents) {
    const better = Math.max(contrast(accent, black), contrast(accent, white))
    expect(better).toBeGreaterThanOrEqual(enough)
  }
})
