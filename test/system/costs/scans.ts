import { env } from 'cloudflare:workers'

/** Tables with a few rows regardless of the number of accounts: a full scan reads one page. */
const small = ['roles', 'milestones', 'signing_keys', 'clients']

interface Step {
  parent: number
  detail: string
}

/**
 * The steps of a statement's query plan that read more rows than needed. If a limit ends them, a scan in the order of an
 * index is fine, and so are a full-text match and the sort of what a subquery with a limit returns.
 */
export async function scansOf(statement: string): Promise<string[]> {
  const parameters = Array<null>(statement.split('?').length - 1).fill(null)
  const { results: steps } = await env.DB.prepare(`explain query plan ${statement}`)
    .bind(...parameters)
    .all<Step>()
  const subqueries = steps.flatMap(
    ({ detail }) => /^(?:CO-ROUTINE|MATERIALIZE) (\S+)/.exec(detail)?.[1] ?? [],
  )
  const hasLimit = /\blimit \?/.test(statement)
  const scanned = ({ detail }: Step) => /^SCAN (\S+)/.exec(detail)?.[1] ?? ''
  return steps
    .filter((step) => {
      const { detail, parent } = step
      if (/^SCAN (CONSTANT ROW|\d+-ROW VALUES CLAUSE)$/.test(detail)) return false
      // json_each, of a list in the request.
      if (/ VIRTUAL TABLE INDEX 1:$/.test(detail)) return false
      const table = scanned(step)
      if (table === '') {
        const source = steps.find(
          (each) => each.parent === parent && /^S(CAN|EARCH)/.test(each.detail),
        )
        const sortsSubquery = hasLimit && source && subqueries.includes(scanned(source))
        return /USE TEMP B-TREE/.test(detail) && !sortsSubquery
      }
      if (small.includes(table) || subqueries.includes(table)) return false
      return !(/ USING (COVERING )?INDEX | VIRTUAL TABLE INDEX \d+:M/.test(detail) && hasLimit)
    })
    .map(({ detail }) => detail)
}
