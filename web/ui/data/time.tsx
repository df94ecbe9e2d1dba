import { language } from '../../lib/text.ts'

/** The browser's variant of the language of the document: dates differ between en-GB and en-US. */
export const locale =
  navigator.languages.find((tag) => tag.split('-')[0] === language.split('-')[0]) ?? language
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

interface Props {
  /** ISO 8601. */
  at: string
  dateOnly?: boolean
}

/** A date, or a date and time to the minute, in the browser's time zone. */
export function Time({ at, dateOnly = false }: Props) {
  const value = new Date(at)
  return (
    <time dateTime={at} title={exact.format(value)}>
      {(dateOnly ? date : dateAndTime).format(value)}
    </time>
  )
}

/** "2 hours ago", "in 6 days", with the exact time as the title. Without a sentence around it, it begins with a capital letter. */
export function RelativeTime({ at, isAlone = false }: { at: string; isAlone?: boolean }) {
  const value = new Date(at)
  const text = relativeTo(value, Date.now())
  return (
    <time dateTime={at} title={exact.format(value)}>
      {isAlone ? text.charAt(0).toLocaleUpperCase(locale) + text.slice(1) : text}
    </time>
  )
}

/** Seconds in a unit, the longest first. */
const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

function relativeTo(value: Date, now: number): string {
  const seconds = (value.getTime() - now) / 1000
  const unit = units.find(([, length]) => Math.abs(seconds) >= length)
  return unit
    ? relative.format(Math.round(seconds / unit[1]), unit[0])
    : relative.format(0, 'second')
}
