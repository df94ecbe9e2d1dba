import { and } from 'drizzle-orm'
import type { Call } from '../http/context.ts'
import { oneFactor, twoFactors } from '../second-factors/authentication.ts'
import { methodsOf, newPendingSignIn, type PendingSignIn } from '../second-factors/pending.ts'
import { isUnchanged, openSession, type SignedIn } from '../sessions/session.ts'
import type { Factor } from '../totp/factor.ts'
import { checkPasskey, type PasskeyProof } from './proof.ts'
import type { AuthenticationJson } from './web-authn.ts'

/**
 * Signs a browser in with a passkey. Two round trips and no hash. A passkey is two factors if the authenticator verified the
 * user, and one if not: an account with a second factor then waits for that.
 * @throws Problem `passkey_unknown`, `passkey_invalid`
 */
export async function signInWithPasskey(
  call: Call,
  credential: AuthenticationJson,
): Promise<SignedIn | PendingSignIn> {
  const proof = await checkPasskey(call, credential, {
    purpose: 'sign_in',
    failure: 'authn_login_fail',
  })
  const { account, factor, userVerified, isUnused } = proof
  if (factor && !userVerified) return waitForFactor(call, proof, factor)
  const session = await openSession(call, account, 'cookie', {
    authentication: userVerified ? twoFactors('pop', 'pop') : oneFactor('pop'),
    condition: isUnused,
    extraStatements: (opened) => proof.use(opened),
    detail: 'passkey',
  })
  if (!session) throw proof.refuse()
  return { account, session }
}

async function waitForFactor(
  call: Call,
  { account, isUnused, use, refuse }: PasskeyProof,
  factor: Factor,
): Promise<PendingSignIn> {
  const methods = methodsOf(factor).filter((method) => method !== 'passkey')
  const { pending, store, isStored } = await newPendingSignIn(call, account, methods, 'pop')
  const unchanged = isUnchanged(account)
  const [stored] = await call.db.batch([
    store(and(unchanged, isUnused) ?? unchanged),
    ...use(isStored),
  ])
  if (stored.length === 0) throw refuse()
  return pending
}
