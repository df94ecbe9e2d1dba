import { env } from 'cloudflare:workers'

/** Tables with a few rows regardless of the number of accounts: a full scan reads one page. */
const small = ['roles', 'milestones', 'signing_keys', 'clients']

/** Indexes with a few rows. */
const smallIndexes = ['accounts_admins']
/** Tables in the order of their primary key, without a rowid. */
const clustered = ['events']
/** An account has a few rows in each of these tables, so that sorting them costs little. */
const few = ['sessions']

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
        const sortsFew = source && few.some((name) => isOfAccount(source.detail, name))
        return /USE TEMP B-TREE/.test(detail) && !sortsSubquery && !sortsFew
      }
      if (small.includes(table) || subqueries.includes(table)) return false
      if (smallIndexes.some((name) => detail.endsWith(` ${name}`))) return false
      if (hasLimit && clustered.some((name) => detail === `SCAN ${name}`)) return false
      return !(/ USING (COVERING )?INDEX | VIRTUAL TABLE INDEX \d+:M/.test(detail) && hasLimit)
    })
    .map(({ detail }) => detail)
}

function isOfAccount(detail: string, table: string): boolean {
  return detail.startsWith(`SEARCH ${table} USING PRIMARY KEY (account_id=?`)
}
