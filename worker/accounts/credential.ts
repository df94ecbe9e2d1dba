import { type SQL, sql } from 'drizzle-orm'
import { events } from '../../schema/index.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { deviceName } from '../input/device-names.ts'
import * as z from '../input/zod.ts'
import { label, registrationResponse } from '../passkeys/body.ts'
import { passkeyProblems } from '../passkeys/problems.ts'
import { insertPasskey, verifyNewPasskey } from '../passkeys/registration.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import type { AccountNames } from '../passwords/strength/guessable.ts'
import { type Authentication, twoFactors } from '../second-factors/authentication.ts'

/** The members of a request that creates an account with a passkey. */
export const withPasskey = () => ({
  passkey: registrationResponse(),
  label: z._default(label(), ''),
})

/** How the owner of a new account signs in. */
export type GivenCredential =
  | { password: string }
  | { passkey: z.OutputOf<typeof registrationResponse>; label: string }

/** What a new account is created with, so that its owner can sign in. */
interface FirstCredential {
  facts: { id?: string; passwordHash: string | null }
  authentication?: Authentication
  /** Must be true when the account is written. */
  condition?: SQL
  /** Statements of the same batch, given the condition that the account was created. */
  add(created: SQL): Statement[]
  /** The end of the detail of the event `user_created`. */
  suffix: string
  /** The problem if only this credential can be the reason that the account was not created. */
  refuse?(): Problem
}

/**
 * Hashes the password of a new account, or verifies its passkey.
 * @throws Problem `password_not_allowed`, `passwords_off`, `passkey_invalid`
 */
export async function firstCredential(
  call: Call,
  given: GivenCredential,
  names: AccountNames,
): Promise<FirstCredential> {
  if ('password' in given) {
    const passwordHash = await hashNewPassword(call, given.password, names)
    return { facts: { passwordHash }, add: () => [], suffix: '' }
  }
  const { row } = await verifyNewPasskey(
    call,
    given.passkey,
    given.label || deviceName(call.userAgent),
    { purpose: 'new_account', account: null },
  )
  return {
    facts: { id: row.accountId, passwordHash: null },
    // The authenticator verified the user.
    authentication: twoFactors('pop', 'pop'),
    // The challenge determines the id, and the audit log remembers every account, also one that was deleted, for a day or longer. So the
    // challenge counts once.
    condition: sql`not exists (select 1 from ${events} where ${events.accountId} = ${row.accountId})`,
    add: (created) => [insertPasskey(call.db, row, created)],
    suffix: '_passkey',
    refuse: () => new Problem(passkeyProblems.passkey_invalid, { status: 400 }),
  }
}
