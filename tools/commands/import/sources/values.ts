/** The value of a field that is present but cannot be read. */
export const unreadable = Symbol('unreadable')
export type Unreadable = typeof unreadable

/** Returns whether a field holds no value. */
export function isEmpty(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

/** Parses a boolean in the spellings of databases and exports; undefined for an empty field. */
export function parseBoolean(value: unknown): boolean | Unreadable | undefined {
  if (isEmpty(value)) return undefined
  if (typeof value === 'object') return unreadable
  const text = String(value).trim()
  if (/^(true|t|yes|y|on|1)$/i.test(text)) return true
  return /^(false|f|no|n|off|0)$/i.test(text) ? false : unreadable
}

/** Returns the words of a list in text, which commas or other separators separate. */
export function parseWords(value: unknown, separator: string | RegExp = ','): string[] {
  if (typeof value !== 'string') return []
  return value
    .split(separator)
    .map((word) => word.trim())
    .filter(Boolean)
}

/** Parses the id of a row, which MongoDB wraps in an object. */
export function parseId(value: unknown): string | number | undefined {
  const id = isObject(value) ? value.$oid : value
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? id : undefined
}

/** Folds the spellings of a column name: `E-Mail` equals `e_mail`, `createdAt` equals `Created At`. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '')
}

/** A row of a file, by column. */
export type Row = Record<string, unknown>

/** Folds the names of a row. Of several spellings of one column, the first one with a value wins. */
export function foldRow(row: Row): Row {
  const values = new Map<string, unknown>()
  for (const [name, value] of Object.entries(row)) {
    const key = foldName(name)
    if (values.get(key) == null) values.set(key, value)
  }
  return Object.fromEntries(values)
}

/** Returns an object, or the object in a column of JSON text; an empty object for anything else. */
export function parseObject(value: unknown): Record<string, unknown> {
  const parsed = parseJson(value)
  return isObject(parsed) ? parsed : {}
}

/** Returns a list, or the list in a column of JSON text; undefined for anything else. */
export function parseList(value: unknown): unknown[] | undefined {
  const parsed = parseJson(value)
  return Array.isArray(parsed) ? parsed : undefined
}

/** Returns the objects of a list, or a single object, also in a column of JSON text, with folded names. */
export function parseObjects(value: unknown): Row[] {
  const list = parseList(value) ?? [parseJson(value)]
  return list.filter(isObject).map(foldRow)
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

/** Returns whether a value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
