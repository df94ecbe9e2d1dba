import { type Current, ProblemError } from '../../client/client.ts'
import { signInWithPasskey, supportsAutofill } from '../../client/passkeys.ts'
import { errorMessage } from './error-message.ts'
import { client } from './session.ts'

export * from '../../client/passkeys.ts'

/**
 * Offers passkeys in the autofill of the username, until the signal aborts or another request for a passkey starts.
 * @param run shows the result of a sign-in
 */
export async function offerAutofill(
  signal: AbortSignal,
  run: (signIn: Promise<Current>) => Promise<void>,
  showError: (message: string) => void,
): Promise<void> {
  if (!(await supportsAutofill())) return
  while (!signal.aborted) {
    try {
      return await run(signInWithPasskey(client, { autofill: true, signal }))
    } catch (error) {
      // Other errors do not concern a passkey that the person chose.
      if (!(error instanceof ProblemError) || error.status !== 401) return
      showError(errorMessage(error))
    }
  }
}
