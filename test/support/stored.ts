import { env } from 'cloudflare:workers'

/** All rows of all tables, as JSON: what somebody who steals the database reads. */
export async function everythingStored(): Promise<string> {
  const { results: tables } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_*' and name not glob 'sqlite_*'",
  ).all<{ name: string }>()
  const all = await env.DB.batch(
    tables.map(({ name }) => env.DB.prepare(`select * from "${name}"`)),
  )
  return JSON.stringify(all.map(({ results }) => results))
}

/** Sets one column of an account's row in `table`, where HTTP cannot: mostly a clock back. */
export async function setOf(
  accountId: string,
  table: 'reset_links' | 'otp_challenges' | 'api_tokens' | 'sessions',
  values: Record<string, number>,
): Promise<void> {
  await update(table, 'account_id', accountId, values)
}

/** Proves the address of an account, as a mailed code would. Notices go to no other. */
export async function verify(accountId: string): Promise<void> {
  await update('accounts', 'id', accountId, { email_verified_at: Date.now() })
}

/** No document has a way to disable an account. */
export async function disable(accountId: string): Promise<void> {
  await update('accounts', 'id', accountId, { disabled_at: Date.now() })
}

async function update(table: string, column: string, id: string, values: Record<string, number>) {
  const names = Object.keys(values).map((name) => `${name} = ?`)
  const { meta } = await env.DB.prepare(
    `update ${table} set ${names.join(', ')} where ${column} = ?`,
  )
    .bind(...Object.values(values), id)
    .run()
  if (meta.changes === 0) throw new Error(`${table} holds nothing of ${id}`)
}
