import type { SQL } from 'drizzle-orm'
import { requireFreeNames } from '../accounts/create.ts'
import { type AuditEvent, auditRow } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { deviceName } from '../input/device-names.ts'
import type * as z from '../input/zod.ts'
import type { CreationOptions, registrationResponse } from './body.ts'
import { accountIdOf, createChallenge } from './challenge.ts'
import { isUnspent, spendChallenge } from './proof.ts'
import { describeCreation, insertPasskey, verifyNewPasskey } from './registration.ts'
import { requireRelyingParty } from './vars.ts'

interface Names {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

const purpose = 'new_account'

/**
 * The options with which a browser creates the passkey of an account that does not exist yet. The challenge determines the id that
 * the account will have, so nothing is stored. Names that are taken are refused before the browser creates a passkey.
 * @throws Problem `username_taken`, `email_taken`
 */
export async function newAccountOptions(
  call: Call,
  names: Names,
): Promise<z.OutputOf<typeof CreationOptions>> {
  const { now, settings } = call
  const { id: rpId } = requireRelyingParty(call)
  await requireFreeNames(call, names)
  const challenge = await createChallenge(settings.keys, { purpose, account: null, rpId }, now)
  const account = {
    id: accountIdOf(challenge),
    username: names.username ?? null,
    email: names.email ?? null,
    firstName: names.firstName ?? null,
    lastName: names.lastName ?? null,
  }
  return describeCreation(call, account, { challenge, existing: [], userVerification: 'required' })
}

/** A correct passkey for a new account. It counts if its challenge is still unspent in the batch that creates the account. */
export interface FirstPasskey {
  accountId: string
  isUnspent: SQL
  event: AuditEvent
  /** Adds the passkey and spends the challenge, if the condition is true. */
  add(created: SQL): Statement[]
}

/**
 * Verifies the passkey of a new account. The authenticator must have verified the user.
 * @param label if it is empty, the passkey is named after the device
 * @throws Problem `passkey_invalid`
 */
export async function verifyFirstPasskey(
  call: Call,
  passkey: z.OutputOf<typeof registrationResponse>,
  label: string,
): Promise<FirstPasskey> {
  const name = label || deviceName(call.userAgent)
  const scope = { purpose, account: null } as const
  const { row, challenge } = await verifyNewPasskey(call, passkey, name, scope)
  const { accountId } = row
  const event: AuditEvent = { event: 'authn_factor_added', account: accountId, detail: 'passkey' }
  return {
    accountId,
    isUnspent: isUnspent(challenge),
    event,
    add: (created) => [
      insertPasskey(call.db, row, created),
      spendChallenge(call, challenge, created),
      auditRow(call, event, created),
    ],
  }
}
