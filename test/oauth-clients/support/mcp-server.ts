import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { createVerifier, protectedResource } from '../../../client/verify.ts'

/**
 * Serves an MCP server that accepts access tokens of an issuer, with `latchkey/verify`. It has one tool, which names the caller.
 * @returns a function that stops it
 */
export async function startMcpServer(resource: string, issuer: string): Promise<() => void> {
  const verify = createVerifier({ issuer, audience: resource, onStale: 'reject' })
  const metadata = protectedResource({ resource, issuer, scopes: ['offline_access'] })
  const { hostname, port, origin } = new URL(resource)

  async function answer(request: Request): Promise<Response> {
    const document = metadata.handle(request)
    if (document) return document
    if (request.url !== resource) return new Response(null, { status: 404 })
    try {
      const { sub } = await verify(request)
      const server = new McpServer({ name: 'people', version: '1.0.0' })
      server.registerTool('who_am_i', { description: 'Returns your account' }, () => ({
        content: [{ type: 'text', text: sub }],
      }))
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      return await transport.handleRequest(request)
    } catch (error) {
      return metadata.refuse(error)
    }
  }

  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming
    const chunks: Buffer[] = await incoming.toArray()
    const request = new Request(origin + url, {
      method,
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    const response = await answer(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve))
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
