/**
 * Stands where D1 would: keeps the statements, each whole, in place of running them. So scripts use the Worker's own
 * statements, and wrangler runs them.
 * @param {string[]} statements takes them up
 */
export function recorder(statements) {
  const prepare = (text, params = []) => ({
    whole: inline(text, params),
    bind: (...given) => prepare(text, given),
  })
  return {
    prepare,
    async batch(prepared) {
      statements.push(...prepared.map(({ whole }) => whole))
      return prepared.map(() => ({ results: [] }))
    },
  }
}

/** A value as SQL. Text goes as hex digits: nothing in it can end a literal or a statement, whoever splits them. */
export function literal(value) {
  if (typeof value !== 'string') return String(value)
  return `cast(x'${Buffer.from(value).toString('hex')}' as text)`
}

/** Puts the values in the place of the question marks that stand outside quotes. */
function inline(text, params) {
  const values = params.values()
  return text.replace(/'[^']*'|"[^"]*"|\?/g, (part) =>
    part === '?' && params.length > 0 ? literal(values.next().value) : part,
  )
}
