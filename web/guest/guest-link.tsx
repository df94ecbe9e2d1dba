import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'

/** A link to another page for guests that keeps `next`, the page to open after sign-in. */
export function GuestLink({ to, children }: { to: string; children: ComponentChildren }) {
  const { next } = useLocation().query
  return <a href={next ? `${to}?${new URLSearchParams({ next })}` : to}>{children}</a>
}
