import { requireFreeNames } from '../accounts/create.ts'
import type { Call } from '../http/context.ts'
import type * as z from '../input/zod.ts'
import type { CreationOptions } from './body.ts'
import { accountIdOf, createChallenge } from './challenge.ts'
import { describeCreation } from './registration.ts'
import { requireRelyingParty } from './vars.ts'

interface Names {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/**
 * The options with which a browser creates the passkey of an account that does not exist yet. The challenge determines the id that
 * the account will have, so nothing is stored. If anyone can sign up, names that are taken are refused before the browser creates a
 * passkey.
 * @throws Problem `username_taken`, `email_taken`
 */
export async function newAccountOptions(
  call: Call,
  names: Names,
): Promise<z.OutputOf<typeof CreationOptions>> {
  const { now, settings } = call
  const { id: rpId } = requireRelyingParty(call)
  // A sign-up that needs an invitation reveals nothing without one.
  if (settings.REGISTRATION === 'open') await requireFreeNames(call, names)
  const challenge = await createChallenge(
    settings.keys,
    { purpose: 'new_account', account: null, rpId },
    now,
  )
  const account = { ...names, id: accountIdOf(challenge) }
  return describeCreation(call, account, { challenge, existing: [], userVerification: 'required' })
}
