import { defineMiddleware } from 'astro:middleware'

/** Where the server reaches Latchkey. */
const latchkey = process.env.LATCHKEY_URL ?? 'http://localhost:8787'

/** Asks Latchkey for each page who is signed in. */
export const onRequest = defineMiddleware(async ({ request, locals, isPrerendered }, next) => {
  locals.session = null
  // A prerendered page is the same for everyone.
  if (isPrerendered) return next()
  const headers = { Cookie: request.headers.get('Cookie') ?? '' }
  const response = await fetch(`${latchkey}/api/auth/session`, { headers }).catch(() => null)
  if (!response?.ok) return new Response('Sign-in is unavailable', { status: 503 })
  locals.session = await response.json()
  return next()
})
