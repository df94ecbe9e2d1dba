import type { ComponentChildren } from 'preact'

/** What stays in the URL from one page for guests to the next: the page to open after sign-in, and the language. */
const kept = ['next', 'ui_locales']

/** The URL of another page for guests. */
export function guestUrl(to: string, more: Record<string, string> = {}): string {
  const present = new URLSearchParams(location.search)
  const query = new URLSearchParams(more)
  for (const name of kept) {
    const value = present.get(name)
    if (value) query.set(name, value)
  }
  return query.size > 0 ? `${to}?${query}` : to
}

interface Props {
  to: string
  onClick?: (event: MouseEvent) => void
  children: ComponentChildren
}

/** A link to another page for guests. */
export function GuestLink({ to, onClick, children }: Props) {
  return (
    <a href={guestUrl(to)} onClick={onClick}>
      {children}
    </a>
  )
}
