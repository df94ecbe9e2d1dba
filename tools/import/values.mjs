/** A point in time in UNIX milliseconds, from what databases and exports write; undefined when it is none. */
export function time(value) {
  if (value !== null && typeof value === 'object') return time(value.$date ?? value.$numberLong)
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,16}$/.test(value))) {
    const number = Number(value)
    // Seconds reach this in the year 5138; milliseconds passed it in 1973.
    return Number.isFinite(number) ? Math.trunc(number < 1e11 ? number * 1000 : number) : undefined
  }
  if (typeof value !== 'string') return undefined
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      value,
    )
  if (!parts) return undefined
  const [, date, clock = '00:00:00', zone = 'Z'] = parts
  const offset = zone === 'Z' ? 'Z' : `${zone.replace(':', '')}00`.replace(/^(...)(..).*/, '$1:$2')
  const at = Date.parse(`${date}T${clock}${offset}`)
  return Number.isNaN(at) ? undefined : at
}

/** Whether something is so, from what databases and exports write for it. */
export function yes(value) {
  return value === true || value === 1 || /^(true|t|yes|1)$/i.test(String(value ?? ''))
}

/** An object, or the one in a column of JSON text; empty when it is neither. */
export function object(value) {
  if (value !== null && typeof value === 'object') return value
  try {
    const parsed = JSON.parse(value)
    return parsed !== null && typeof parsed === 'object' ? parsed : {}
  } catch {
    return {}
  }
}
