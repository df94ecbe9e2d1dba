import { type Context, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { html } from 'hono/html'
import type { LatchkeyRpc, Verified } from 'latchkey/rpc'

interface App {
  Bindings: { AUTH: Service<typeof LatchkeyRpc>; LATCHKEY: Fetcher }
  Variables: { caller: Verified }
}

/** Requires a session. Sends a browser to the sign-in page, and returns 401 to a program. */
const signedIn = createMiddleware<App>(async (c, next) => {
  // Sent without its body, so that this Worker can still read it.
  const { url, method, headers } = c.req.raw
  const caller = await c.env.AUTH.verify(new Request(url, { method, headers }))
  if (caller) {
    c.set('caller', caller)
    return next()
  }
  if (!acceptsHtml(c)) return c.text('Sign in first', 401)
  const { pathname, search } = new URL(url)
  return c.redirect(`/auth/sign-in?${new URLSearchParams({ next: pathname + search })}`)
})

/** Latchkey's API and pages, on the host of this Worker. */
const latchkey = [
  '/api/auth/*',
  '/auth',
  '/auth/*',
  '/reset-password',
  '/.well-known/change-password',
]

/** A product for signed-in accounts only. */
export default new Hono<App>()
  .on(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], latchkey, (c) => c.env.LATCHKEY.fetch(c.req.raw))
  .use(signedIn)
  .all('*', async (c) => {
    const { account } = c.var.caller
    if (acceptsHtml(c)) return c.html(page(account.first_name ?? account.username ?? account.email))
    const body = c.req.method === 'POST' ? await c.req.text() : null
    return c.json({ id: account.id, role: account.role, body })
  })

function acceptsHtml(c: Context): boolean {
  return c.req.header('Accept')?.includes('text/html') ?? false
}

/** The template escapes its values. */
function page(name: string | null) {
  return html`<!doctype html>
    <html lang="en">
      <title>Members</title>
      <h1>Hello ${name}</h1>
      <p><a href="/auth/account">Manage account</a></p>
    </html>`
}
