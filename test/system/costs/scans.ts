import { env } from 'cloudflare:workers'

/** Tables that hold a handful of rows however large the service grows: reading them all is reading a page. */
const small = ['roles', 'milestones']

/**
 * What of a statement reads more rows than it needs, as SQLite's planner tells it; empty for a good one. A scan in
 * the order of an index is good where a limit ends it.
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
