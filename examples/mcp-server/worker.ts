import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { type AccessToken, createVerifier, protectedResource } from 'latchkey/verify'

interface Env {
  /** The origin of Latchkey. */
  ISSUER: string
  /** The URL of this server, as `RESOURCES` of Latchkey names it. */
  RESOURCE: string
}

/** Clients in browsers send their token and the headers of MCP. No cookie is read. */
const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, *',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id',
}

/** An MCP server for people with an account of Latchkey. */
export default {
  async fetch(request: Request, { ISSUER: issuer, RESOURCE: resource }: Env): Promise<Response> {
    const metadata = protectedResource({ resource, issuer, scopes: ['offline_access'] })
    const document = metadata.handle(request)
    if (document) return document
    if (new URL(request.url).pathname !== new URL(resource).pathname) {
      return new Response(null, { status: 404 })
    }
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors })
    // The keys and the list of revocations stay in the memory of the module.
    const verify = createVerifier({ issuer, audience: resource, onStale: 'reject' })
    try {
      return await answer(request, await verify(request))
    } catch (error) {
      return metadata.refuse(error)
    }
  },
}

/** Each request has a separate server: nothing of one caller can reach another. */
async function answer(request: Request, caller: AccessToken): Promise<Response> {
  const server = new McpServer({ name: 'who-am-i', version: '1.0.0' })
  server.registerTool('who_am_i', { description: 'Returns your account' }, () => ({
    content: [{ type: 'text', text: caller.sub }],
  }))
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  const response = await transport.handleRequest(request)
  for (const [name, value] of Object.entries(cors)) response.headers.set(name, value)
  return response
}
