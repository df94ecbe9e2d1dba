import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'

/** A link to another page for guests, which keeps in mind where they go on to. */
export function GuestLink({ to, children }: { to: string; children: ComponentChildren }) {
  const { next } = useLocation().query
  return <a href={next ? `${to}?${new URLSearchParams({ next })}` : to}>{children}</a>
}
