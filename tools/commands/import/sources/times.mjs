import { isNothing, unreadable } from './values.mjs'

/**
 * A point in time in UNIX milliseconds, from what databases and exports write; undefined when it is none, or when it could
 * be two days: 1/2/2023 is in January for some and in February for others.
 */
export function time(value) {
  if (value !== null && typeof value === 'object') return time(value.$date ?? value.$numberLong)
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  if (text.length > longest) return undefined
  for (const [form, read] of forms) {
    const { groups } = form.exec(text) ?? {}
    if (groups) return read(groups)
  }
  return undefined
}

/** Like `time`, but `unreadable` for what is there and is no time. */
export function moment(value) {
  return isNothing(value) ? undefined : (time(value) ?? unreadable)
}

/** The name of a zone may be in it, in words. */
const longest = 100
const clock =
  '(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?)?(?: ?(?<half>[AP]M))?'
const zone = '(?:GMT|UTC)?(?<offset>[+-]\\d\\d(?::?\\d\\d)?)|(?<zone>Z|UTC?|GMT|[ECMP][SD]T)'
/** A clock and a zone, either of them with or without; programs put the zone's long name in brackets behind it. */
const later = `(?:(?:,? +|T)${clock} ?(?:${zone})?(?: \\(.*\\))?)?`
const month = '(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?'
const year = '(?<year>\\d{4})'

const forms = [
  // Digits alone: a date has eight or fourteen, and no count of anything since 1970 has so few or ends so late.
  ['(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)', pointIn],
  [
    `(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?:${zone})?`,
    pointIn,
  ],
  ['(?<number>\\d{9,20}(?:\\.\\d+)?)', counted],
  // ISO 8601, RFC 3339, PostgreSQL, SQLite and MySQL.
  [`${year}(?<between>[-/.])(?<month>\\d\\d?)\\k<between>(?<day>\\d\\d?)${later}`, pointIn],
  // RFC 5322, HTTP and Date of JavaScript, then C's asctime.
  [`${weekday}(?<day>\\d\\d?)[ -]${month}[ -]${year}${later}`, pointIn],
  [`${weekday}${month} (?<day>\\d\\d?),? ${year}${later}`, pointIn],
  [`${weekday}${month} +(?<day>\\d\\d?) ${clock} ${year}`, pointIn],
  [`(?<first>\\d\\d?)(?<between>[-/.])(?<then>\\d\\d?)\\k<between>${year}${later}`, pointInEither],
].map(([form, read]) => [new RegExp(`^${form}$`, 'i'), read])

/** UNIX seconds, or the thousandth, millionth or billionth part of them: each begins where the one before is in 5138. */
function counted({ number }) {
  const count = Number(number)
  if (count < 1e8) return undefined
  const unit = [1e11, 1e14, 1e17, 1e20].findIndex((end) => count < end)
  return unit < 0 ? undefined : Math.trunc(count * 1000 ** (1 - unit))
}

/** With the day and the month in an order that only one of the two can have. */
function pointInEither({ first, then, ...rest }) {
  if (first > 12 || first === then) return pointIn({ ...rest, day: first, month: then })
  return then > 12 ? pointIn({ ...rest, day: then, month: first }) : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function pointIn({ year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, ...rest }) {
  const named = months.indexOf(month.toLowerCase()) + 1
  const hours = rest.half ? hourOf(Number(hour), rest.half) : Number(hour)
  const given = [Number(year), named || Number(month), Number(day), hours, Number(minute)]
  // A leap second is the end of the one before.
  const seconds = Math.min(Number(second), 59)
  const [y, m, d, h, min] = given
  const date = new Date(Date.UTC(y, m - 1, d, h, min, seconds))
  if (Number.isNaN(date.getTime()) || second > 60) return undefined
  const [whole, clock] = date.toISOString().split('T')
  const read = [...whole.split('-'), ...clock.split(':').slice(0, 2)].map(Number)
  // What does not exist, such as 30 February, is moved by Date to what does.
  if (read.some((part, index) => part !== given[index])) return undefined
  const milliseconds = Math.trunc(Number(`0.${fraction}`) * 1000)
  return date.getTime() + milliseconds - offsetOf(rest) * 60_000
}

function hourOf(hour, half) {
  if (hour < 1 || hour > 12) return Number.NaN
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

/** Hours behind UTC; the zones are those of RFC 5322 section 4.3. */
const zones = { EST: 5, EDT: 4, CST: 6, CDT: 5, MST: 7, MDT: 6, PST: 8, PDT: 7 }

/** Minutes before UTC; without a zone it is UTC. */
function offsetOf({ offset, zone }) {
  if (!offset) return -60 * (zones[zone?.toUpperCase()] ?? 0)
  const [hours, minutes = '0'] = offset.replace(':', '').match(/\d\d/g)
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
