import { defineMiddleware } from 'astro:middleware'
import { signInUrl } from 'latchkey/client'

/** Where the server reaches Latchkey. */
const latchkey = process.env.LATCHKEY_URL ?? 'http://localhost:8787'

/** Pages only for signed-in accounts. */
const isProtected = (path: string) => /^\/notes(\/|$)/.test(path)

/** Asks Latchkey for each page who is signed in. Sends a guest to the sign-in page, which returns to the page. */
export const onRequest = defineMiddleware(async (context, next) => {
  context.locals.session = null
  // A prerendered page is the same for everyone.
  if (context.isPrerendered) return next()
  const headers = { Cookie: context.request.headers.get('Cookie') ?? '' }
  const response = await fetch(`${latchkey}/api/auth/session`, { headers }).catch(() => null)
  if (!response?.ok) return new Response('Sign-in is unavailable', { status: 503 })
  context.locals.session = await response.json()
  const { pathname, search } = context.url
  if (context.locals.session || !isProtected(pathname)) return next()
  return context.redirect(signInUrl(pathname + search))
})
