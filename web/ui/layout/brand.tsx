import { useState } from 'preact/hooks'
import { instance } from '../../lib/state.ts'

/** The product's logo; without a logo, or if it does not load, its icon or first letter, with its name where there is space. */
export function Brand({ markOnly = false }: { markOnly?: boolean }) {
  const { name, app } = instance.product
  const [logoFailed, setLogoFailed] = useState(false)
  const hasLogo = logoOf('light') !== null && !logoFailed
  return (
    // `_top` loads the document: without a link to the product, the Worker decides which page is the home page.
    <a class="brand" href={app ?? '/auth/'} target="_top">
      {hasLogo ? (
        <Logo onError={() => setLogoFailed(true)} />
      ) : (
        <>
          <Mark />
          <span class={markOnly ? 'hidden' : undefined}>{name}</span>
        </>
      )}
    </a>
  )
}

function Logo({ onError }: { onError: () => void }) {
  const light = logoOf('light') ?? ''
  const dark = logoOf('dark') ?? light
  return (
    <picture>
      {dark !== light && <source srcset={dark} media="(prefers-color-scheme: dark)" />}
      {/* The size is known before the image: nothing moves when it arrives. */}
      <img src={light} alt={instance.product.name} width="160" height="40" onError={onError} />
    </picture>
  )
}

/** The logo for a scheme of the browser. COLOR_SCHEME may force the other one. */
function logoOf(scheme: 'light' | 'dark'): string | null {
  const { logo, logo_dark, color_scheme } = instance.product
  const shown = color_scheme === 'auto' ? scheme : color_scheme
  return shown === 'dark' ? (logo_dark ?? logo) : logo
}

function Mark() {
  const { name, icon } = instance.product
  const [failed, setFailed] = useState(false)
  return icon && !failed ? (
    <img src={icon} alt="" width="40" height="40" onError={() => setFailed(true)} />
  ) : (
    <span class="mark" aria-hidden="true">
      {[...name.trim()][0]?.toUpperCase()}
    </span>
  )
}
