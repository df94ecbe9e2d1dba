import {
  black,
  contrast,
  fromOklch,
  mix,
  type Oklch,
  parseColor,
  type Rgb,
  toHex,
  toOklch,
  white,
} from './color.ts'

export type Scheme = 'light' | 'dark'

/** Used if ACCENT_COLOR is not set. */
export const defaultAccent = '#3455c9'

/** The backgrounds of each scheme on which the accent appears: `--bg`, `--surface`, `--sunken` and `--raised` of the pages. */
export const surfaces = {
  light: ['#ffffff', '#fafafa', '#f4f4f5'],
  dark: ['#131316', '#09090b', '#1b1b1f'],
} as const

/** The share of `link` in the background of a selected element: `--accent-soft` of the pages. */
export const softShare = 0.1

/** Minimum contrast of text, and of the boundary of a control (WCAG 2.2, success criteria 1.4.3 and 1.4.11). */
export const minimumContrast = { text: 4.5, boundary: 3 } as const

/** The most that the lightness of a fill may change. Beyond that, the owner would not recognize the color. */
const largestShift = 0.15

/** Colors with less chroma than this look gray. */
const leastChroma = 0.03

/** The colors of a scheme that come from ACCENT_COLOR, as `#rrggbb`. */
export interface Accent {
  /** The background of a primary button. */
  fill: string
  /** Text on `fill`: black or white. */
  text: string
  /** The border of a primary button: like `fill`, unless `fill` alone is hard to see on its surface. */
  border: string
  /** Accent-colored text, on every surface of the scheme. */
  link: string
}

/**
 * The accent colors for a scheme. The fill keeps the hue of `color` and, if possible, its lightness. If a small change of the
 * lightness makes it visible on its surfaces, the fill changes; otherwise it gets a border. A gray fill is inverted instead:
 * black buttons on white become white buttons on black.
 */
export function accentFor(color: string | undefined, scheme: Scheme): Accent {
  const backgrounds = surfaces[scheme].map(parseColor)
  const original = parseColor(color ?? defaultAccent)
  const isVisible = (fill: Rgb) => lowest(fill, backgrounds) >= minimumContrast.boundary
  const hasText = (fill: Rgb) => contrast(fill, textOn(fill)) >= minimumContrast.text
  const configured = toOklch(original)
  const isInverted = configured.chroma < leastChroma && !isVisible(original)
  const start = isInverted ? { ...configured, lightness: 1 - configured.lightness } : configured
  const solved = nearest(start, (fill) => isVisible(fill) && hasText(fill))
  const isNear = Math.abs(toOklch(solved).lightness - start.lightness) <= largestShift
  const fill = isNear || isInverted ? solved : original
  return {
    fill: toHex(fill),
    text: toHex(textOn(fill)),
    border: toHex(isVisible(fill) ? fill : nearest(start, isVisible)),
    link: toHex(nearest(start, (text) => isReadable(text, backgrounds))),
  }
}

/** Black or white, depending on which is easier to read. */
function textOn(fill: Rgb): Rgb {
  return contrast(fill, white) >= minimumContrast.text ? white : black
}

/** Whether text of this color is readable on each background, and on its own tint of each. */
function isReadable(text: Rgb, backgrounds: Rgb[]): boolean {
  const tinted = backgrounds.map((background) => mix(text, softShare, background))
  return lowest(text, [...backgrounds, ...tinted]) >= minimumContrast.text
}

/** The color of this hue that passes `test` and whose lightness is nearest to the present one. */
function nearest(color: Oklch, test: (candidate: Rgb) => boolean): Rgb {
  for (let shift = 0; shift <= 1; shift += 0.005) {
    for (const lightness of [color.lightness + shift, color.lightness - shift]) {
      if (lightness < 0 || lightness > 1) continue
      const candidate = fromOklch({ ...color, lightness })
      if (test(candidate)) return candidate
    }
  }
  throw new Error('no lightness passes')
}

function lowest(color: Rgb, backgrounds: Rgb[]): number {
  return Math.min(...backgrounds.map((background) => contrast(color, background)))
}
