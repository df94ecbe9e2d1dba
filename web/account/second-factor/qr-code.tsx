import { useEffect, useState } from 'preact/hooks'
import type { encode as Encode } from 'uqr'

interface Props {
  /** What it encodes. */
  value: string
  /** For screen readers. */
  label: string
}

/** Modules of white space on each side, which scanners need (ISO/IEC 18004). */
const border = 4

/** A QR code. Its encoder loads when it is needed; without it, the space stays empty. */
export function QrCode({ value, label }: Props) {
  const [encode, setEncode] = useState<typeof Encode>()
  useEffect(() => {
    import('uqr').then(
      (loaded) => setEncode(() => loaded.encode),
      () => undefined,
    )
  }, [])
  const { size, data } = encode?.(value, { border }) ?? { size: 1, data: [] }
  // One square for each dark module.
  const path = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  )
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path.join('')} />
    </svg>
  )
}
