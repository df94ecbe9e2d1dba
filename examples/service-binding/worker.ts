import type { LatchkeyRpc } from 'latchkey/rpc'

interface Bindings {
  AUTH: Service<typeof LatchkeyRpc>
  LATCHKEY: Fetcher
}

/** A product that lets only signed-in people in. */
export default {
  async fetch(request, { AUTH, LATCHKEY }): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/auth/')) return LATCHKEY.fetch(request)

    // Without its body, which stays ours to read.
    const { url, method, headers } = request
    const caller = await AUTH.verify(new Request(url, { method, headers }))
    if (!caller) return new Response('Sign in first', { status: 401 })

    const { account } = caller
    const said = request.method === 'POST' ? await request.text() : 'nothing'
    return Response.json({ id: account.id, role: account.role, said })
  },
} satisfies ExportedHandler<Bindings>
