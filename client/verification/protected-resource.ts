import { TokenError } from './token-error.ts'

export interface ProtectedResourceOptions {
  /** The resource identifier: the `audience` of the verifier. */
  resource: string
  /** The origin of Latchkey. */
  issuer: string
  /** The scopes that the resource knows. */
  scopes?: string[]
  /** For people. */
  name?: string
}

export interface ProtectedResource {
  /** The URL of the metadata document (RFC 9728 section 3.1). */
  readonly url: string
  /** The metadata document if the request is for it, to serve before anything else. */
  handle(request: Request): Response | undefined
  /** The response to a request that the verifier refused. Any other error is thrown again. */
  refuse(error: unknown): Response
}

/** Shows clients, such as MCP clients, where to get a token for this resource (RFC 9728). */
export function protectedResource({
  resource,
  issuer,
  scopes,
  name,
}: ProtectedResourceOptions): ProtectedResource {
  const { origin, pathname } = new URL(resource)
  const path = `/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`
  const url = origin + path
  const document = {
    resource,
    authorization_servers: [issuer],
    bearer_methods_supported: ['header'],
    ...(scopes && { scopes_supported: scopes }),
    ...(name && { resource_name: name }),
  }
  const cors = { 'Access-Control-Allow-Origin': '*' }
  return {
    url,
    handle(request) {
      const { method, url } = request
      if (new URL(url).pathname !== path) return undefined
      // A browser asks first because of the headers that MCP clients send.
      if (method === 'OPTIONS') {
        const headers = { ...cors, 'Access-Control-Allow-Headers': 'Authorization, *' }
        return new Response(null, { status: 204, headers })
      }
      if (method !== 'GET') return undefined
      return Response.json(document, { headers: { ...cors, 'Cache-Control': 'max-age=3600' } })
    },
    refuse(error) {
      if (!(error instanceof TokenError)) throw error
      const { status, code } = error
      if (status === 503) return new Response(null, { status, headers: { 'Retry-After': '5' } })
      const parts = [
        ...(code === 'invalid_token' ? ['error="invalid_token"'] : []),
        `resource_metadata="${url}"`,
        ...(scopes ? [`scope="${scopes.join(' ')}"`] : []),
      ]
      const expose = { 'Access-Control-Expose-Headers': 'WWW-Authenticate' }
      const headers = { ...cors, ...expose, 'WWW-Authenticate': `Bearer ${parts.join(', ')}` }
      return new Response(null, { status, headers })
    },
  }
}
