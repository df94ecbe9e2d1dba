import type { LatchkeyRpc } from 'latchkey/rpc'

interface Bindings {
  AUTH: Service<typeof LatchkeyRpc>
  LATCHKEY: Fetcher
}

/** A product for signed-in accounts only. */
export default {
  async fetch(request, { AUTH, LATCHKEY }): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/auth/')) return LATCHKEY.fetch(request)

    // Sent without its body, so that this Worker can still read it.
    const { url, method, headers } = request
    const caller = await AUTH.verify(new Request(url, { method, headers }))
    if (!caller) return new Response('Sign in first', { status: 401 })

    const { account } = caller
    const body = request.method === 'POST' ? await request.text() : null
    return Response.json({ id: account.id, role: account.role, body })
  },
} satisfies ExportedHandler<Bindings>
