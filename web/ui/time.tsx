const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })
const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** A moment in the reader's time zone, to the minute or only the day. `at` is ISO 8601. */
export function Time({ at, dateOnly = false }: { at: string; dateOnly?: boolean }) {
  const date = new Date(at)
  return (
    <time dateTime={at} title={date.toString()}>
      {(dateOnly ? day : minute).format(date)}
    </time>
  )
}
