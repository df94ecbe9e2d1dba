import { ProblemError } from '../../../client/client.ts'
import { errorMessage } from '../../lib/error-message.ts'
import { showError, showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { type Account, nameOf } from '../people.ts'

/** What an administrator can do with several accounts, one after the other. */
const requests = {
  disable: (param: Param) => update(param, true),
  enable: (param: Param) => update(param, false),
  sign_out: (param: Param) =>
    client.read(client.api.accounts[':account_id'].sessions.$delete({ param })),
  delete: (param: Param) => client.read(client.api.accounts[':account_id'].$delete({ param })),
}

type Param = { account_id: string }

export type Action = keyof typeof requests

/** Acts on accounts, and reports how many changed and why others did not. */
export async function act(action: Action, accounts: Account[]): Promise<void> {
  const reasons: string[] = []
  for (const { id } of accounts) {
    try {
      await requests[action]({ account_id: id })
    } catch (error) {
      // Without a sign-in or a connection, no other request would succeed.
      if (!(error instanceof ProblemError) || error.status === 0 || error.status === 401)
        throw error
      reasons.push(errorMessage(error))
    }
  }
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

function update(param: Param, disabled: boolean) {
  return client.read(client.api.accounts[':account_id'].$patch({ param, json: { disabled } }))
}
