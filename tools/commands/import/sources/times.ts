import { isEmpty, isObject, parseBoolean, type Unreadable, unreadable } from './values.ts'

/**
 * Parses a time as databases and exports write it. Returns UNIX ms, or undefined if the value is not a time or is
 * ambiguous: 1/2/2023 is in January or in February.
 */
export function parseTime(value: unknown): number | undefined {
  if (isObject(value)) return parseTime(value.$date ?? value.$numberLong)
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  if (text.length > maxLength) return undefined
  for (const { pattern, parse } of formats) {
    const { groups } = pattern.exec(text) ?? {}
    if (groups) return parse(groups)
  }
  return undefined
}

/** Like `parseTime`, but returns `unreadable` for a value that is not a time, and undefined only for an empty field. */
export function readTime(value: unknown): number | Unreadable | undefined {
  return isEmpty(value) ? undefined : (parseTime(value) ?? unreadable)
}

/** A state that is stored as a boolean, or as the time since when it is true. */
export function booleanOrTime(value: unknown): boolean | number | Unreadable | undefined {
  const known = parseBoolean(value)
  return typeof known === 'boolean' ? known : readTime(value)
}

/** Leaves room for the name of a time zone. */
const maxLength = 100
const clock =
  '(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?)?(?: ?(?<half>[AP]M))?'
const zone = '(?:GMT|UTC)?(?<offset>[+-]\\d\\d(?::?\\d\\d)?)|(?<zone>Z|UTC?|GMT|[ECMP][SD]T)'
/** A clock time and a zone, both optional. JavaScript appends the long name of the zone in parentheses. */
const clockAndZone = `(?:(?:,? +|T)${clock} ?(?:${zone})?(?: \\(.*\\))?)?`
const month = '(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?'
const year = '(?<year>\\d{4})'

/** The named groups of a pattern. */
type Groups = Record<string, string | undefined>

const formats = (
  [
    // Only digits: a date has 8 or 14. A count of any unit since 1970 has another number of digits, or is not this late.
    ['(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)', timeOf],
    [
      `(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?:${zone})?`,
      timeOf,
    ],
    ['(?<number>\\d{9,20}(?:\\.\\d+)?)', timeOfCount],
    // ISO 8601, RFC 3339, PostgreSQL, SQLite and MySQL.
    [
      `${year}(?<separator>[-/.])(?<month>\\d\\d?)\\k<separator>(?<day>\\d\\d?)${clockAndZone}`,
      timeOf,
    ],
    // RFC 5322, HTTP and JavaScript's Date, then C's asctime.
    [`${weekday}(?<day>\\d\\d?)[ -]${month}[ -]${year}${clockAndZone}`, timeOf],
    [`${weekday}${month} (?<day>\\d\\d?),? ${year}${clockAndZone}`, timeOf],
    [`${weekday}${month} +(?<day>\\d\\d?) ${clock} ${year}`, timeOf],
    [
      `(?<first>\\d\\d?)(?<separator>[-/.])(?<other>\\d\\d?)\\k<separator>${year}${clockAndZone}`,
      timeOfEitherOrder,
    ],
  ] as const
).map(([pattern, parse]) => ({ pattern: new RegExp(`^${pattern}$`, 'i'), parse }))

/** UNIX seconds, milliseconds, microseconds or nanoseconds: each range starts where the one before reaches 5138. */
function timeOfCount({ number }: Groups): number | undefined {
  const count = Number(number)
  if (count < 1e8) return undefined
  const unit = [1e11, 1e14, 1e17, 1e20].findIndex((end) => count < end)
  return unit < 0 ? undefined : Math.trunc(count * 1000 ** (1 - unit))
}

/** Day and month in either order, if only one order is possible. */
function timeOfEitherOrder({ first, other, ...rest }: Groups): number | undefined {
  if (Number(first) > 12 || first === other) return timeOf({ ...rest, day: first, month: other })
  return Number(other) > 12 ? timeOf({ ...rest, day: other, month: first }) : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function timeOf(groups: Groups): number | undefined {
  const { year, month = '', day, hour = 0, minute = 0, second = 0, fraction = 0, half } = groups
  const monthNumber = months.indexOf(month.toLowerCase()) + 1 || Number(month)
  const hours = half ? hourOf(Number(hour), half) : Number(hour)
  const parts = [Number(year), monthNumber, Number(day), hours, Number(minute)] as const
  const [y, m, d, h, min] = parts
  // A leap second is the end of the second before.
  const date = new Date(Date.UTC(y, m - 1, d, h, min, Math.min(Number(second), 59)))
  if (Number.isNaN(date.getTime()) || Number(second) > 60) return undefined
  const normalized = date.toISOString().split(/[-T:]/).slice(0, parts.length).map(Number)
  // Date moves a day that does not exist, such as 30 February, to one that does.
  if (normalized.some((part, index) => part !== parts[index])) return undefined
  const milliseconds = Math.trunc(Number(`0.${fraction}`) * 1000)
  return date.getTime() + milliseconds - offsetOf(groups) * 60_000
}

function hourOf(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

/** Hours behind UTC of the zones of RFC 5322 section 4.3. */
const zones: Record<string, number> = {
  ...{ EST: 5, EDT: 4, CST: 6, CDT: 5 },
  ...{ MST: 7, MDT: 6, PST: 8, PDT: 7 },
}

/** Minutes ahead of UTC; 0 without a zone. */
function offsetOf({ offset, zone = '' }: Groups): number {
  if (!offset) return -60 * (zones[zone.toUpperCase()] ?? 0)
  const [hours, minutes = '0'] = offset.replace(':', '').match(/\d\d/g) ?? []
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
