/** A decorative icon, as the path of a 24 × 24 drawing from icons.ts. Its button or text has the meaning. */
export function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
