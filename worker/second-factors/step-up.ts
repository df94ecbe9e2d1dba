import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { sessionProblems } from '../sessions/problems.ts'
import type { Caller, Session } from '../sessions/session.ts'
import { acrOf, provedAt } from './authentication.ts'

/** Minutes after a proof during which a person need not prove again who they are. */
const defaultMinutes = 15

/**
 * Step-up authentication (RFC 9470): requires that the person proved recently who they are.
 * @throws Problem `reauthentication_required`
 */
export function requireProof({ now, settings }: Call, session: Session): void {
  const seconds = (settings.SUDO_MINUTES ?? defaultMinutes) * 60
  if (now - provedAt(session) <= seconds * 1000) return
  throw new Problem(sessionProblems.reauthentication_required, {
    headers: {
      'WWW-Authenticate': `Bearer error="insufficient_user_authentication", acr_values="${acrOf(session)}", max_age="${seconds}"`,
    },
  })
}

/**
 * The same for a change that requires the current password, which is proof enough for an account without a second factor. The clients
 * of the products send a bearer token and know no step-up authentication.
 * @throws Problem `reauthentication_required`
 */
export function requireProofOfFactor(call: Call, { session, transport }: Caller): void {
  if (session.level === 2 && transport === 'cookie') requireProof(call, session)
}
