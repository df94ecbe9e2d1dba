import { and } from 'drizzle-orm'
import { base64url } from 'jose'
import { authorizationCodes } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { digest } from '../config/keys.ts'
import { insertInto } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { type Grant, grantExists, insertGrant } from '../oauth/grant.ts'
import type { Client } from '../oauth-clients/clients.ts'
import { saveDescribedClient } from '../oauth-clients/described-clients.ts'
import { provedAt } from '../second-factors/authentication.ts'
import { type Caller, isSignedIn, isUnchanged } from '../sessions/session.ts'
import type { AuthorizationRequest } from './request.ts'

/** Milliseconds. A browser redirects at once, and the client exchanges the code at once (RFC 9700 section 2.1.1). */
const codeLifetime = 60_000

const insertCode = insertInto(authorizationCodes, (db, rows) =>
  db.insert(authorizationCodes).select(rows).returning({ id: authorizationCodes.id }),
)

/**
 * Issues an authorization code for a new grant, if the session has not ended and the account is unchanged. One batch.
 * @throws Problem `unauthenticated` if the session ended meanwhile
 */
export async function issueCode(
  call: Call,
  { account, session }: Caller,
  client: Client,
  request: AuthorizationRequest,
  redirectUri: string,
  remembered: boolean,
): Promise<string> {
  const { db, now } = call
  const code = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
  const grant: Grant = {
    id: crypto.randomUUID(),
    accountId: account.id,
    clientId: client.id,
    sessionId: session.id,
    scope: request.scopes.join(' '),
    resources: request.resources,
    remembered,
    credentialVersion: account.credentialVersion,
    level: session.level,
    amr: session.amr,
    authTime: provedAt(session),
    generation: 0,
    rotatedAt: null,
    createdAt: now,
    lastUsedAt: now,
    // The first token request extends it.
    expiresAt: now + codeLifetime,
  }
  const { codeChallenge, nonce } = request
  const row = {
    id: await digest(code),
    ...{ grantId: grant.id, redirectUri, codeChallenge, nonce },
    expiresAt: now + codeLifetime,
  }
  const { credentialVersion } = account
  const allowed = and(isUnchanged({ account: account.id, credentialVersion }), isSignedIn(session))
  await saveDescribedClient(call, client, allowed)
  const made = grantExists({ id: grant.id })
  const event: AuditEvent = { event: 'grant_created', account: account.id, detail: client.id }
  const [inserted] = await db.batch([
    insertGrant(db, grant, allowed),
    insertCode(db, row, made),
    auditRow(call, event, made),
  ])
  if (inserted.length === 0) throw new Problem(problems.unauthenticated)
  logEvent(call, event)
  return code
}
