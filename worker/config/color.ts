/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Lightness 0 to 1, chroma 0 to about 0.37 and hue in radians (https://www.w3.org/TR/css-color-4/#ok-lab). */
export interface Oklch {
  lightness: number
  chroma: number
  hue: number
}

export const black: Rgb = [0, 0, 0]
export const white: Rgb = [255, 255, 255]

/** Parses `#rgb` or `#rrggbb`, the only formats that ACCENT_COLOR accepts. */
export function parseColor(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const number = Number.parseInt(digits.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

/** Formats a color as `#rrggbb`. */
export function toHex(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** The contrast ratio of two colors, 1 to 21 (WCAG 2.2). */
export function contrast(first: Rgb, second: Rgb): number {
  const [one, other] = [luminance(first), luminance(second)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

/** `share` of `color` over `background`, as CSS mixes `in srgb`. */
export function mix(color: Rgb, share: number, background: Rgb): Rgb {
  const channel = (over: number, under: number) => Math.round(under + (over - under) * share)
  const [[r, g, b], [x, y, z]] = [color, background]
  return [channel(r, x), channel(g, y), channel(b, z)]
}

export function toOklch(color: Rgb): Oklch {
  const [red, green, blue] = linear(color)
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, b),
    hue: Math.atan2(b, a),
  }
}

/** The sRGB color of this lightness and hue whose chroma is the nearest that screens can show. */
export function fromOklch({ lightness, chroma, hue }: Oklch): Rgb {
  for (let share = 1; share > 0; share -= 0.02) {
    const color = linearOf({ lightness, chroma: chroma * share, hue })
    if (color.every((channel) => channel > -1e-4 && channel < 1 + 1e-4)) return encoded(color)
  }
  return encoded(linearOf({ lightness, chroma: 0, hue }))
}

type Linear = [red: number, green: number, blue: number]

function linearOf({ lightness, chroma, hue }: Oklch): Linear {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function luminance(color: Rgb): number {
  const [red, green, blue] = linear(color)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear([red, green, blue]: Rgb): Linear {
  const channel = (value: number) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  return [channel(red / 255), channel(green / 255), channel(blue / 255)]
}

function encoded([red, green, blue]: Linear): Rgb {
  const channel = (value: number) => {
    const bounded = Math.min(1, Math.max(0, value))
    const gamma = bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * bounded ** (1 / 2.4) - 0.055
    return Math.round(gamma * 255)
  }
  return [channel(red), channel(green), channel(blue)]
}
