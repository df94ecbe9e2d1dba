/** WCAG 2.2, success criterion 1.4.3: text and what is behind it. */
export const enough = 4.5

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]
export const black: Rgb = [0, 0, 0]
export const white: Rgb = [255, 255, 255]

/** `#rgb` or `#rrggbb`, which is all the setting takes. */
export function parse(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const number = Number.parseInt(digits.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

/** As a style sheet writes it. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** The colour itself or, where that cannot be read on the surface, the nearest mix `towards` black or white that can. */
export function readable(colour: Rgb, surface: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, towards, share)
    if (contrast(mixed, surface) >= enough) return mixed
  }
  return towards
}

function mix([r, g, b]: Rgb, [x, y, z]: Rgb, share: number): Rgb {
  const part = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [part(r, x), part(g, y), part(b, z)]
}

/** WCAG 2.2's contrast ratio, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [here, there] = [luminance(one), luminance(other)]
  return (Math.max(here, there) + 0.05) / (Math.min(here, there) + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
