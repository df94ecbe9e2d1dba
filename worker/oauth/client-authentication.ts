import { digest, sameText } from '../config/keys.ts'
import { Problem } from '../http/problem.ts'
import type { Client } from '../oauth-clients/clients.ts'
import { invalidRequest, type Parameters } from './parameters.ts'
import { oauthProblems } from './problems.ts'

/** The methods by which a client authenticates, as metadata names them. */
export const authenticationMethods = ['client_secret_basic', 'client_secret_post', 'none'] as const

/** What a client sent to authenticate itself. */
export interface ClientCredentials {
  id: string
  secret: string | undefined
}

/**
 * The credentials of a request: HTTP Basic or the parameters of the form, not both (RFC 6749 section 2.3).
 * @throws Problem `invalid_request`, `invalid_client`
 */
export function clientCredentialsOf(request: Request, parameters: Parameters): ClientCredentials {
  const header = request.headers.get('Authorization')
  const id = parameters.get('client_id')
  const secret = parameters.get('client_secret')
  if (header === null) {
    if (id === undefined) throw invalidClient()
    return { id, secret }
  }
  const basic = basicCredentials(header)
  if (!basic) throw invalidClient()
  if (secret !== undefined) throw invalidRequest('The client used two ways to authenticate')
  if (id !== undefined && id !== basic.id) throw invalidRequest('client_id differs from the header')
  return basic
}

/** Both parts are encoded like a form before they are joined (RFC 6749 section 2.3.1). */
function basicCredentials(header: string): ClientCredentials | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? []
  if (encoded === undefined) return undefined
  try {
    const [id = '', secret = ''] = atob(encoded)
      .split(/:(.*)/s)
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    return { id, secret: secret || undefined }
  } catch {
    return undefined
  }
}

/**
 * Authenticates a client: one with a secret by the secret, a public one by nothing.
 * @throws Problem `invalid_client`
 */
export async function authenticateClient(
  client: Client | undefined,
  { secret }: ClientCredentials,
): Promise<Client> {
  const hash = secret === undefined ? null : await digest(secret)
  const isCorrect =
    client &&
    (client.secretHash === null || hash === null
      ? client.secretHash === hash
      : await sameText(client.secretHash, hash))
  if (!isCorrect) throw invalidClient()
  return client
}

function invalidClient(): Problem {
  return new Problem(oauthProblems.invalid_client)
}
