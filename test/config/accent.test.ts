import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { accentFor, minimumContrast, softShare, surfaces } from '../../worker/config/accent.ts'
import { contrast, fromOklch, mix, parseColor, toHex, toOklch } from '../../worker/config/color.ts'

const schemes = ['light', 'dark'] as const
const colors = fc.integer({ min: 0, max: 0xffffff }).map((value) => {
  return `#${value.toString(16).padStart(6, '0')}`
})
const runs = { numRuns: 1000 }

/** WCAG's examples and typical brand colors. */
test.each([
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#767676', '#ffffff', 4.54],
  ['#f00', '#fff', 4],
  ['#fff', '#ffffff', 1],
])('the contrast of %s and %s is %d', (one, other, wanted) => {
  expect(contrast(parseColor(one), parseColor(other))).toBeCloseTo(wanted, 1)
  expect(contrast(parseColor(other), parseColor(one))).toBeCloseTo(wanted, 1)
})

/** From https://www.w3.org/TR/css-color-4/ and browsers' own conversions. */
test.each([
  ['#ffffff', 1, 0],
  ['#ff0000', 0.628, 0.2577],
  ['#00ff00', 0.8664, 0.2948],
  ['#0000ff', 0.452, 0.3132],
])('%s has the lightness %d and the chroma %d in OKLCH', (hex, lightness, chroma) => {
  const color = toOklch(parseColor(hex))
  expect(color.lightness).toBeCloseTo(lightness, 3)
  expect(color.chroma).toBeCloseTo(chroma, 3)
})

test('a color survives the conversion to OKLCH and back', () => {
  fc.assert(
    fc.property(colors, (color) => {
      expect(toHex(fromOklch(toOklch(parseColor(color))))).toBe(color)
    }),
    runs,
  )
})

describe.each(schemes)('Any accent color in the %s scheme', (scheme) => {
  const backgrounds = surfaces[scheme].map(parseColor)

  it('makes a button whose text is readable and whose boundary is visible', () => {
    fc.assert(
      fc.property(colors, (color) => {
        const { fill, text, border } = accentFor(color, scheme)
        expect(contrast(parseColor(text), parseColor(fill))).toBeGreaterThanOrEqual(
          minimumContrast.text,
        )
        for (const background of backgrounds) {
          expect(contrast(parseColor(border), background)).toBeGreaterThanOrEqual(
            minimumContrast.boundary,
          )
        }
      }),
      runs,
    )
  })

  it('makes links that are readable, also on their own tint', () => {
    fc.assert(
      fc.property(colors, (color) => {
        const link = parseColor(accentFor(color, scheme).link)
        for (const background of backgrounds) {
          for (const behind of [background, mix(link, softShare, background)]) {
            expect(contrast(link, behind)).toBeGreaterThanOrEqual(minimumContrast.text)
          }
        }
      }),
      runs,
    )
  })

  it('changes the lightness of a fill only a little, or not at all', () => {
    fc.assert(
      fc.property(colors, (color) => {
        const before = toOklch(parseColor(color))
        fc.pre(before.chroma > 0.05)
        const after = toOklch(parseColor(accentFor(color, scheme).fill))
        expect(Math.abs(after.lightness - before.lightness)).toBeLessThan(0.16)
      }),
      runs,
    )
  })
})

test.each([
  // Visible and readable: unchanged.
  ['#4f46e5', 'light', { fill: '#4f46e5', text: '#ffffff', border: '#4f46e5', link: '#4f46e5' }],
  // Yellow on white stays yellow, with a border.
  ['#ffe600', 'light', { fill: '#ffe600', text: '#000000', border: '#9e8e00' }],
  // Black on black becomes white.
  ['#000000', 'dark', { fill: '#ffffff', text: '#000000', border: '#ffffff', link: '#ffffff' }],
  ['#fff', 'light', { fill: '#000000', text: '#ffffff', border: '#000000', link: '#000000' }],
] as const)('%s in the %s scheme is %j', (color, scheme, wanted) => {
  expect(accentFor(color, scheme)).toMatchObject(wanted)
})
