import { env } from 'cloudflare:workers'

/** How many rows a table has, or those of them that meet a condition. */
export async function countRows(table: string, where = '1', ...values: unknown[]): Promise<number> {
  const query = env.DB.prepare(`select count(*) as count from ${table} where ${where}`)
  return (await query.bind(...values).first<number>('count')) ?? 0
}

/** Runs one statement behind the service's back, for what no endpoint does. */
export async function write(query: string, ...values: unknown[]): Promise<void> {
  await env.DB.prepare(query)
    .bind(...values)
    .run()
}
