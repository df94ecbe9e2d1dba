import { env } from 'cloudflare:workers'

/** Tables with a few rows regardless of the number of accounts: a full scan reads one page. */
const small = ['roles', 'milestones']

/**
 * The steps of a statement's query plan that read more rows than needed. A scan in the order of an index is fine if a
 * limit ends it.
 */
export async function scansOf(statement: string): Promise<string[]> {
  const parameters = Array<null>(statement.split('?').length - 1).fill(null)
  const { results } = await env.DB.prepare(`explain query plan ${statement}`)
    .bind(...parameters)
    .all<{ detail: string }>()
  return results
    .map(({ detail }) => detail)
    .filter((detail) => {
      if (/^SCAN (CONSTANT ROW|\d+-ROW VALUES CLAUSE)$/.test(detail)) return false
      const table = /^SCAN (\w+)/.exec(detail)?.[1]
      if (table === undefined) return /USE TEMP B-TREE/.test(detail)
      if (small.includes(table)) return false
      return !(/USING (COVERING )?INDEX/.test(detail) && /\blimit \?/.test(statement))
    })
}
