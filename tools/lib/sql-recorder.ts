/** A value that SQLite stores. */
export type Value = string | number | bigint | boolean | null

interface Recorded {
  sql: string
  bind(...params: Value[]): Recorded
}

/**
 * Records statements instead of running them, in the place of a D1 database. Scripts so use the Worker's own statements, and
 * wrangler runs them.
 * @param statements receives the statements, with their values in the text
 */
export function recorder(statements: string[]): D1Database {
  const prepare = (text: string, params: Value[] = []): Recorded => ({
    sql: inline(text, params),
    bind: (...given) => prepare(text, given),
  })
  const database = {
    prepare: (text: string) => prepare(text),
    async batch(prepared: Recorded[]) {
      statements.push(...prepared.map(({ sql }) => sql))
      return prepared.map(() => ({ results: [] }))
    },
  }
  // The Worker's writes call nothing else.
  return database as unknown as D1Database
}

/** A value as SQL. Text is written as hex digits, so that nothing in it can end a literal or a statement. */
export function literal(value: Value): string {
  if (typeof value !== 'string') return String(value)
  return `cast(x'${Buffer.from(value).toString('hex')}' as text)`
}

/** Replaces the question marks outside quotes by the values. */
function inline(text: string, params: Value[]): string {
  const values = params.values()
  return text.replace(/'[^']*'|"[^"]*"|\?/g, (part) =>
    part === '?' && params.length > 0 ? literal(values.next().value ?? null) : part,
  )
}
