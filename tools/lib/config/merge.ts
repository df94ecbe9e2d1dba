/** A table of TOML, or an object of JSON. */
export type Table = Record<string, unknown>

/**
 * Merges two configurations of wrangler. Tables merge, and so do entries of two lists with the same binding or name. Everything
 * else of `own` replaces the value in `base`.
 */
export function mergeTables(base: Table, own: Table): Table {
  const names = new Set([...Object.keys(base), ...Object.keys(own)])
  return Object.fromEntries(
    [...names].map((name) => [name, name in own ? mergeValues(base[name], own[name]) : base[name]]),
  )
}

function mergeValues(base: unknown, own: unknown): unknown {
  if (isTable(base) && isTable(own)) return mergeTables(base, own)
  if (isNamedList(base) && isNamedList(own)) return mergeLists(base, own)
  return own
}

function mergeLists(base: Table[], own: Table[]): Table[] {
  const added = own.filter((entry) => !base.some((each) => nameOf(each) === nameOf(entry)))
  const merged = base.map((entry) => {
    const change = own.find((each) => nameOf(each) === nameOf(entry))
    return change ? mergeTables(entry, change) : entry
  })
  return [...merged, ...added]
}

function nameOf({ binding, name }: Table): unknown {
  return binding ?? name
}

function isNamedList(value: unknown): value is Table[] {
  return Array.isArray(value) && value.every((each) => isTable(each) && nameOf(each) !== undefined)
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
