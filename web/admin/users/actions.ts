import { type ProblemCode, ProblemError } from '../../../client/client.ts'
import type { Routes } from '../../../client/routes.ts'
import { errorMessage } from '../../lib/error-message.ts'
import { showError, showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { nameOf } from '../people.ts'

/** What an administrator can do with several accounts at once. */
export type Action = Routes['/api/auth/bulk/accounts']['$post']['input']['json']['action']

type Named = Parameters<typeof nameOf>[0]

/** Acts on accounts with one request, and reports how many changed and why others did not. */
export async function act(action: Action, accounts: Named[]): Promise<void> {
  const ids = accounts.map(({ id }) => id)
  const { items } = await client.read(client.api.bulk.accounts.$post({ json: { action, ids } }))
  const reasons = items.flatMap(({ code }) => (code === null ? [] : [messageOf(code)]))
  const total = accounts.length
  const done = total - reasons.length
  const [only] = accounts
  if (reasons.length > 0) {
    const reason = [...new Set(reasons)].join(' ')
    showError(total === 1 ? reason : t('admin.bulk.partial', { count: done, total, reason }))
  } else if (total === 1 && only) {
    showNotice(t(`admin.done.${action}`, { name: nameOf(only) }))
  } else {
    showNotice(t(`admin.bulk_done.${action}`, { count: done }))
  }
}

/** The message for an account that did not change. */
function messageOf(code: string): string {
  return errorMessage(new ProblemError(code as ProblemCode, 409))
}
