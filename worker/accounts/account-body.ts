import type { accounts } from '../../schema/index.ts'
import { languageTags } from '../../web/text/languages.ts'
import { pick } from '../http/respond.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'

type Row = typeof accounts.$inferSelect

/** An account as its owner and administrators see it. */
export const Account = z.component('Account', () =>
  z.object({
    id: z.string(),
    username: z.nullable(z.string()),
    email: z.nullable(z.string()),
    email_verified: z.boolean(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    role: z.enum(['admin', 'user']),
    /** The language of pages and emails. */
    locale: z.nullable(z.enum(languageTags)),
    created_at: time(),
    password_change_required: z.boolean(),
  }),
)

/** An account as administrators see it. */
export const AdminAccount = z.component('AdminAccount', () =>
  z.extend(Account(), {
    disabled_at: z.nullable(time()),
    invited_by: z.nullable(z.string()),
  }),
)

/** The account in the response to its owner. */
export function toOwnAccount(account: Row): z.OutputOf<typeof Account> {
  return pick(Account(), toAdminAccount(account))
}

/** The account in the response to an administrator. */
export function toAdminAccount(account: Row): z.OutputOf<typeof AdminAccount> {
  return {
    id: account.id,
    username: account.username,
    email: account.email,
    email_verified: account.emailVerifiedAt !== null,
    first_name: account.firstName,
    last_name: account.lastName,
    role: account.roleId === 'admin' ? 'admin' : 'user',
    locale: languageTags.find((tag) => tag === account.locale) ?? null,
    created_at: iso(account.createdAt),
    password_change_required: account.passwordChangeRequired,
    disabled_at: account.disabledAt === null ? null : iso(account.disabledAt),
    invited_by: account.invitedBy,
  }
}
