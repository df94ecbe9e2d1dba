import type { SQL } from 'drizzle-orm'
import { authorizationCodes } from '../../schema/index.ts'
import { digest, randomToken } from '../config/keys.ts'
import { insertInto } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import type { Client } from '../oauth-clients/clients.ts'
import { saveDescribedClient } from '../oauth-clients/described-clients.ts'
import type { Caller } from '../sessions/session.ts'
import { createGrant, mayGrant } from './new-grant.ts'
import type { AuthorizationRequest } from './request.ts'

/** Milliseconds. A browser redirects at once, and the client exchanges the code at once (RFC 9700 section 2.1.1). */
const codeLifetime = 60_000

const insertCode = insertInto(authorizationCodes, (db, rows) =>
  db.insert(authorizationCodes).select(rows).returning({ id: authorizationCodes.id }),
)

/**
 * Issues an authorization code for a new grant, if the session has not ended, the account is unchanged and the client is not disabled. One
 * batch.
 * @param condition must also be true
 * @throws Problem `unauthenticated` if the session ended, the client was disabled or the condition became false meanwhile
 */
export async function issueCode(
  call: Call,
  caller: Caller,
  client: Client,
  request: AuthorizationRequest,
  { redirectUri, remembered }: { redirectUri: string; remembered: boolean },
  condition?: SQL,
): Promise<string> {
  const code = randomToken()
  const id = await digest(code)
  const { scopes, resources, codeChallenge, nonce } = request
  const expiresAt = call.now + codeLifetime
  const facts = { clientId: client.id, scope: scopes.join(' '), resources, remembered, expiresAt }
  await saveDescribedClient(call, client, mayGrant(caller))
  const isMade = await createGrant(call, caller, facts, {
    ...(condition && { condition }),
    extraStatements: (grantId, created) => [
      insertCode(call.db, { id, grantId, redirectUri, codeChallenge, nonce, expiresAt }, created),
    ],
  })
  if (!isMade) throw new Problem(problems.unauthenticated)
  return code
}
