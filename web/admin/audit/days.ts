import { language } from '../../lib/text.ts'
import { locale } from '../../ui/data/time.tsx'

const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

/** The time of day to the second, in the browser's time zone. */
export function clockTime(at: string): string {
  return clock.format(new Date(at))
}

/** Events of each day of the browser's time zone, in their order. */
export function byDay<T extends { at: string }>(events: T[]): { day: string; events: T[] }[] {
  const days = Map.groupBy(events, ({ at }) => localDay(new Date(at)))
  return [...days].map(([day, events]) => ({ day, events }))
}

/** "Today", "Yesterday" or "Saturday, 28 November 2026". */
export function dayTitle(day: string, now = new Date()): string {
  const start = startOf(day)
  const ago = Math.round((startOf(localDay(now)).getTime() - start.getTime()) / 86_400_000)
  if (ago > 1 || ago < 0) return date.format(start)
  const text = relative.format(-ago, 'day')
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}

/** The beginning of a day, given as YYYY-MM-DD, in the browser's time zone. Undefined if there is no such day. */
export function parseDay(day: string | undefined, offset = 0): Date | undefined {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const start = startOf(day, offset)
  return Number.isNaN(start.getTime()) ? undefined : start
}

function startOf(day: string, offset = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + offset)
}

function localDay(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
