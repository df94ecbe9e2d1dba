import { sql } from 'drizzle-orm'
import { accounts, identifiers } from '../../schema/index.ts'
import { accountProblems } from '../accounts/problems.ts'
import { codeProblems } from '../codes/problems.ts'
import type { Call } from '../http/context.ts'
import { mailProblems } from '../mail/problems.ts'
import { requireMail } from '../mail/transport.ts'
import { newResetLink } from '../passwords/reset.ts'
import type { Caller } from '../sessions/session.ts'
import { isAdmin, lostAdminRole } from './administration.ts'
import type { Outcome } from './bulk.ts'
import { administrationProblems } from './problems.ts'

/**
 * Mails a reset link to each account. Two round trips, regardless of the number of accounts.
 * @throws Problem `mail_unavailable`; `forbidden` or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function sendResetLinks(
  call: Call,
  caller: Caller,
  ids: string[],
): Promise<Outcome[]> {
  const { db } = call
  requireMail(call)
  const allowed = isAdmin(caller)
  const found = await db
    .select({
      id: accounts.id,
      email: accounts.email,
      key: accounts.emailKey,
      disabledAt: accounts.disabledAt,
    })
    .from(accounts)
    .where(sql`${accounts.id} in (select value from json_each(${JSON.stringify(ids)}))`)
  const links = await Promise.all(
    found.flatMap(({ id, email, key, disabledAt }) => {
      if (email === null || disabledAt !== null) return []
      // The address may be someone else's now.
      const isTheirs = sql`${allowed} and exists (select 1 from ${identifiers}
        where ${identifiers.key} = ${key} and ${identifiers.accountId} = ${id})`
      const link = newResetLink(call, email, caller.account.id, isTheirs)
      return link.then((link) => ({ id, ...link }))
    }),
  )
  const sent = new Set<string>()
  if (links.length > 0) {
    const [[now], ...results] = await db.batch([
      db.select({ isAdmin: sql<number>`${allowed}` }).from(sql`(select 1)`),
      ...links.flatMap(({ statements }) => [...statements]),
    ])
    if (!now?.isAdmin) throw await lostAdminRole(call, caller)
    for (const [n, { id, send }] of links.entries()) {
      // Each link has three statements. Their types are lost in a list of this length.
      const rows = results.slice(n * 3, n * 3 + 2) as unknown as Parameters<typeof send>
      if (send(...rows)) sent.add(id)
    }
  }
  return ids.map((id) => {
    const account = found.find((each) => each.id === id)
    if (!account) return { id, problem: accountProblems.account_not_found }
    if (account.email === null) return { id, problem: codeProblems.email_missing }
    if (account.disabledAt !== null) return { id, problem: administrationProblems.account_disabled }
    return { id, problem: sent.has(id) ? undefined : mailProblems.too_many_mails }
  })
}
