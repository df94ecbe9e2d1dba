/** Output that a page shows below a block. */
export interface Answer {
  /** The language of the fence: `json`, or empty for plain text. */
  lang: string
  text: string
}

/**
 * Compares the output of a block with what the page shows: plain text line by line, JSON by its shape. Values such as ids,
 * times and shortened tokens differ, so only names, nesting and types matter.
 * @returns what is wrong, if anything
 */
export function differenceFrom({ lang, text }: Answer, printed: string): string | undefined {
  if (lang !== 'json') {
    const lines = printed.split('\n').map((line) => line.trim())
    const missing = text.split('\n').find((line) => !lines.includes(line.trim()))
    return missing === undefined ? undefined : `does not print: ${missing}`
  }
  const wanted = parse(text)
  if (wanted === undefined) return 'the JSON below it is not valid'
  const found = lastJson(printed)
  if (found === undefined) return 'prints no JSON'
  return difference(wanted, found, '')
}

/** The problem (RFC 9457) that a command printed, if any. */
export function problemIn(printed: string): string | undefined {
  const body = lastJson(printed)
  if (!isObject(body) || typeof body.status !== 'number') return undefined
  return body.code && body.status >= 400 ? `returns ${body.status} ${body.code}` : undefined
}

/** `…` at the end of a list means more of the same. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/,\s*…/g, ''))
  } catch {
    return undefined
  }
}

/** Responses follow each other without a line break, and other commands print around them. */
function lastJson(printed: string): unknown {
  for (let at = printed.lastIndexOf('\n{') + 1; at >= 0; at = printed.indexOf('{', at + 1)) {
    const value = parse(printed.slice(at).trim())
    if (value !== undefined) return value
    if (printed.indexOf('{', at + 1) < 0) return undefined
  }
  return undefined
}

function difference(wanted: unknown, found: unknown, path: string): string | undefined {
  const place = path || 'the response'
  // A field that may be null shows one of its two types.
  if (wanted === null || found === null) return undefined
  if (typeName(wanted) !== typeName(found)) {
    return `${place} is ${typeName(found)}, not ${typeName(wanted)}`
  }
  if (Array.isArray(wanted) && Array.isArray(found)) {
    if (wanted.length === 0 || found.length === 0) return undefined
    return difference(wanted[0], found[0], `${path}[0]`)
  }
  if (!isObject(wanted) || !isObject(found)) return undefined
  const [shown, printed] = [Object.keys(wanted), Object.keys(found)]
  const missing = shown.filter((name) => !printed.includes(name))
  const extra = printed.filter((name) => !shown.includes(name))
  if (missing.length + extra.length > 0) {
    return `${place} has ${printed.join(', ')}, not ${shown.join(', ')}`
  }
  for (const name of shown) {
    const wrong = difference(wanted[name], found[name], path ? `${path}.${name}` : name)
    if (wrong) return wrong
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}
