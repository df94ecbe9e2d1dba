/** The option that a query parameter names, or undefined: a URL may contain anything. */
export function optionOf<T extends object>(
  options: T,
  text: string | undefined,
): keyof T | undefined {
  return text !== undefined && Object.hasOwn(options, text) ? (text as keyof T) : undefined
}

/** The path with those parameters that have a value. */
export function urlOf(path: string, parameters: Record<string, string | number | undefined>) {
  const entries = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`
}
