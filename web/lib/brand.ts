import { black, contrast, css, parse, readable, white } from './contrast.ts'
import { instance } from './state.ts'

/** Used if ACCENT_COLOR is not set. */
const defaultAccent = '#3455c9'

/** In each color scheme, the background in style/ on which accent-colored text is hardest to read. */
const surfaces = { light: '#f4f5f8', dark: '#1b1e26' } as const

/**
 * Sets the accent color before the first paint. The configured color may have any contrast: text on the accent is black or
 * white, whichever is more readable, and accent-colored text is darkened or lightened until it is readable on its surface.
 */
export function applyBrand(): void {
  const accent = parse(instance.product.accent ?? defaultAccent)
  const { style } = document.documentElement
  style.setProperty('--accent', css(accent))
  style.setProperty(
    '--on-accent',
    contrast(accent, black) > contrast(accent, white) ? '#000' : '#fff',
  )
  style.setProperty('--accent-on-light', css(readable(accent, parse(surfaces.light), black)))
  style.setProperty('--accent-on-dark', css(readable(accent, parse(surfaces.dark), white)))
}
