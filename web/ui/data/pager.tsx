import { t } from '../../lib/text.ts'
import { Button } from '../button.tsx'

interface Props {
  /** For screen readers, such as "Pages of users". */
  label: string
  previous?: string | undefined
  next?: string | undefined
  /** Such as "1–50 of 61". */
  summary?: string | undefined
}

/** Links to the previous and the next page of a list. */
export function Pager({ label, previous, next, summary }: Props) {
  if (!previous && !next) return summary ? <p class="sub">{summary}</p> : null
  return (
    <nav class="bar pager" aria-label={label}>
      <span class="sub">{summary}</span>
      <Button small {...(previous ? { href: previous } : { disabled: true })}>
        {t('ui.previous')}
      </Button>
      <Button small {...(next ? { href: next } : { disabled: true })}>
        {t('ui.next')}
      </Button>
    </nav>
  )
}
