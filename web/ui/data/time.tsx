const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** A date, or a date and time to the minute, in the browser's time zone. `at` is ISO 8601. */
export function Time({ at, dateOnly = false }: { at: string; dateOnly?: boolean }) {
  const value = new Date(at)
  return (
    <time dateTime={at} title={value.toString()}>
      {(dateOnly ? date : dateAndTime).format(value)}
    </time>
  )
}
