/** Stands for a value that is there and cannot be read. */
export const unreadable = Symbol('unreadable')

export function isNothing(value) {
  return value === undefined || value === null || value === ''
}

/** Whether something is so, from what databases and exports write for it; undefined or `unreadable` when nobody can say. */
export function truth(value) {
  if (isNothing(value)) return undefined
  if (typeof value === 'object') return unreadable
  const text = String(value).trim()
  if (/^(true|t|yes|y|on|1)$/i.test(text)) return true
  return /^(false|f|no|n|off|0)$/i.test(text) ? false : unreadable
}

/** What names a row there; MongoDB wraps it. */
export function identity(value) {
  const id = value?.$oid ?? value
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? id : undefined
}

/** A name of a column or a member as all spellings of it become: `E-Mail` and `e_mail`, `createdAt` and `Created At`. */
export function folded(name) {
  return name.toLowerCase().replace(/[\s_.-]/g, '')
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
