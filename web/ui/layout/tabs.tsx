import { useLocation } from 'preact-iso'

interface Props {
  /** For screen readers. */
  label: string
  tabs: { href: string; text: string }[]
}

/** Links between the parts of a page, each with its own path. */
export function Tabs({ label, tabs }: Props) {
  const { path } = useLocation()
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ href, text }) => (
        <a key={href} href={href} aria-current={href === path ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  )
}
