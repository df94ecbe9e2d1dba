import { black, contrast, css, parse, readable, white } from './contrast.ts'
import { instance } from './state.ts'

/** Where ACCENT_COLOR is not set. */
const usual = '#3455c9'

/** Of what text in the accent colour stands on in style/, what is hardest to read it on. */
const surfaces = { light: '#f4f5f8', dark: '#1b1e26' } as const

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
