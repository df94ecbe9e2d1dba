import { sql } from 'drizzle-orm'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { type Created, createAccount, namedBy } from './accounts.ts'
import { ownerOfApiToken } from './api-tokens.ts'
import { hashNewPassword } from './passwords.ts'
import type { Holder } from './sessions.ts'

/**
 * Refuses where registration is not offered; a check of its own because it comes before the body is read.
 * @throws Problem `registration_closed`
 */
export function checkRegistration(call: Call, way: 'register' | 'signup'): void {
  const { REGISTRATION } = call.settings
  if (REGISTRATION === 'closed' || (REGISTRATION === 'referral' && way === 'register')) {
    throw new Problem('registration_closed')
  }
}

/**
 * Registers a plain user by name or address. The hash comes before anything is looked up, so a taken name takes
 * as long as a free one.
 * @throws Problem `username_taken`, `email_taken`
 */
export async function register(
  call: Call,
  { name, password }: { name: string; password: string },
  withSession: Holder | undefined,
): Promise<Created> {
  const passwordHash = await hashNewPassword(call, password, [name])
  const facts = { ...namedBy(name), passwordHash, roleId: 'user' as const }
  return created(await createAccount(call, facts, withSession ? { withSession } : {}))
}

interface Invited {
  referrer: string
  email: string
  password: string
  name: string | null
}

/**
 * Registers with somebody's user token and signs in. A bad token is refused before anything is hashed, and
 * looked at again in the statement that creates the account.
 * @throws Problem `referrer_invalid`, `email_taken`
 */
export async function registerInvited(
  call: Call,
  { referrer, email, password, name }: Invited,
): Promise<Created> {
  const owner = await ownerOfApiToken(call, referrer)
  if (!owner) throw new Problem('referrer_invalid')
  const passwordHash = await hashNewPassword(call, password, [email, name])
  const account = await createAccount(
    call,
    { email, passwordHash, roleId: 'user', firstName: name, referrer: owner },
    { condition: sql`${owner} is not null`, withSession: 'token' },
  )
  if (!account) throw new Problem('referrer_invalid')
  return account
}

function created(account: Created | undefined): Created {
  // Without a condition there is nothing that could have held the account back.
  if (!account) throw new Problem('storage_unavailable')
  return account
}
