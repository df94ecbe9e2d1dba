/** Characters with which spreadsheets begin a formula (OWASP CSV Injection), in their wide forms, too. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** Rows as CSV (RFC 4180), with the names of their members in the first line. No value is a formula. */
export function toCsv<R extends Record<string, string | number | null>>(
  rows: R[],
  names: (keyof R & string)[],
): string {
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  return lines.map((line) => `${line.map(toCell).join(',')}\r\n`).join('')
}

function toCell(value: string | number): string {
  const text = String(value)
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
