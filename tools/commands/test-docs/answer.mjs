/**
 * Compares what a block printed with what the page shows below it: plain text line by line, JSON by its shape. Values
 * such as ids, times and shortened tokens differ, so only the names, the nesting and the types count.
 * @param {{ lang: string, text: string }} shown
 * @param {string} printed
 * @returns {string | undefined} what is wrong
 */
export function differenceFrom({ lang, text }, printed) {
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

/** The problem (RFC 9457) that a command printed, if it printed one. */
export function problemIn(printed) {
  const body = lastJson(printed)
  return body?.code && body.status >= 400 ? `answers ${body.status} ${body.code}` : undefined
}

/** `…` stands for more of the same at the end of a list. */
function parse(text) {
  try {
    return JSON.parse(text.replace(/,\s*…/g, ''))
  } catch {
    return undefined
  }
}

/** Answers follow each other without a line break, and other commands print around them. */
function lastJson(printed) {
  for (let at = printed.lastIndexOf('\n{') + 1; at >= 0; at = printed.indexOf('{', at + 1)) {
    const value = parse(printed.slice(at).trim())
    if (value !== undefined) return value
    if (printed.indexOf('{', at + 1) < 0) return undefined
  }
  return undefined
}

function difference(wanted, found, path) {
  const [one, other] = [wanted, found].map(kindOf)
  // A field that may be null shows one of its two kinds.
  if (one === 'null' || other === 'null') return undefined
  if (one !== other) return `${path || 'the answer'} is ${other}, not ${one}`
  if (one === 'list') {
    if (wanted.length === 0 || found.length === 0) return undefined
    return difference(wanted[0], found[0], `${path}[0]`)
  }
  if (one !== 'object') return undefined
  const [shown, printed] = [wanted, found].map((value) => Object.keys(value))
  const missing = shown.filter((name) => !printed.includes(name))
  const extra = printed.filter((name) => !shown.includes(name))
  if (missing.length + extra.length > 0) {
    return `${path || 'the answer'} has ${printed.join(', ')}, not ${shown.join(', ')}`
  }
  for (const name of shown) {
    const wrong = difference(wanted[name], found[name], path ? `${path}.${name}` : name)
    if (wrong) return wrong
  }
  return undefined
}

function kindOf(value) {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}
