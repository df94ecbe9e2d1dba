import { ProblemError } from '../../../client/client.ts'
import { updatePageState } from '../../lib/page/page-state.ts'
import { forgetResetToken } from '../../lib/page/reset-token.ts'
import { client } from '../../lib/session.ts'
import { useQuery } from '../../ui/data/query.tsx'

/**
 * The account of a reset link, by its email address or username, and a wrapper for the requests that use the link.
 * @param onExpired called if the token is not valid, or not any more. The page has forgotten it then.
 */
export function useResetLink(token: string, onExpired: () => void) {
  const owner = useQuery(async () => {
    const headers = { Authorization: `Bearer ${token}` }
    const request = client.read(client.api['password-reset'].$get({}, { headers }))
    const { account } = await orExpired(request)
    // For a new link, if this one expires before it is used.
    updatePageState({ email: account.email ?? undefined })
    return account.email ?? account.username
  })
  async function orExpired<T>(request: Promise<T>): Promise<T> {
    try {
      return await request
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'reset_token_invalid') {
        forgetResetToken()
        onExpired()
      }
      throw error
    }
  }
  return { owner, orExpired }
}
