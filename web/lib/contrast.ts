/** Minimum contrast ratio between text and background (WCAG 2.2, success criterion 1.4.3). */
export const minimumContrast = 4.5

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]
export const black: Rgb = [0, 0, 0]
export const white: Rgb = [255, 255, 255]

/** Parses `#rgb` or `#rrggbb`, the only formats that ACCENT_COLOR accepts. */
export function parse(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const number = Number.parseInt(digits.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

/** Formats a color for CSS. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** The color if readable on `surface`, otherwise the nearest readable mix with `target` (black or white). */
export function readable(color: Rgb, surface: Rgb, target: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, target, share)
    if (contrast(mixed, surface) >= minimumContrast) return mixed
  }
  return target
}

function mix([r, g, b]: Rgb, [x, y, z]: Rgb, share: number): Rgb {
  const channel = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [channel(r, x), channel(g, y), channel(b, z)]
}

/** The contrast ratio of two colors, 1 to 21 (WCAG 2.2). */
export function contrast(first: Rgb, second: Rgb): number {
  const [one, other] = [luminance(first), luminance(second)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
