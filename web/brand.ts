import { instance } from './state.ts'

/** Where ACCENT_COLOR is not set. */
const usual = '#3455c9'

/** Of what text in the accent colour stands on in style.css, what is hardest to read it on. */
const surfaces = { light: '#f4f5f8', dark: '#1b1e26' } as const

/** WCAG 2.2, success criterion 1.4.3: text and what is behind it. */
const enough = 4.5

/**
 * Sets the accent colour, before anything is painted. An owner chooses it for its looks: the text on it is black or
 * white, whichever reads better, and text in it is darkened or lightened until it can be read on the surface.
 */
export function applyBrand(): void {
  const accent = parse(instance.product.accent ?? usual)
  const { style } = document.documentElement
  style.setProperty('--accent', css(accent))
  style.setProperty(
    '--on-accent',
    contrast(accent, black) > contrast(accent, white) ? '#000' : '#fff',
  )
  style.setProperty('--accent-on-light', css(readable(accent, parse(surfaces.light), black)))
  style.setProperty('--accent-on-dark', css(readable(accent, parse(surfaces.dark), white)))
}

type Rgb = readonly [number, number, number]
const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]

/** `#rgb` or `#rrggbb`, which is all the setting takes. */
function parse(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const number = Number.parseInt(digits.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

function readable(colour: Rgb, surface: Rgb, towards: Rgb): Rgb {
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
function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
