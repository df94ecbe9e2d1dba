import { t } from '../../lib/text.ts'
import { Button } from '../button.tsx'

interface Props {
  /** For screen readers, such as "Pages of users". */
  label: string
  previous?: string | undefined
  next?: string | undefined
  /** Such as "1–50 of 61". */
  summary?: string | undefined
  /** Instead of "Previous" and "Next". */
  previousText?: string
  nextText?: string
}

/** Links to the previous and the next page of a list. */
export function Pager({ label, previous, next, summary, previousText, nextText }: Props) {
  if (!previous && !next) return summary ? <p class="sub">{summary}</p> : null
  return (
    <nav class="bar pager" aria-label={label}>
      <span class="sub">{summary}</span>
      <Button small {...(previous ? { href: previous } : { disabled: true })}>
        {previousText ?? t('ui.previous')}
      </Button>
      <Button small {...(next ? { href: next } : { disabled: true })}>
        {nextText ?? t('ui.next')}
      </Button>
    </nav>
  )
}
