import { type Current, signInUrl } from 'latchkey/client'
import { createContext, type MiddlewareFunction, redirectDocument } from 'react-router'

/** Where the server reaches Latchkey. */
const latchkey = process.env.LATCHKEY_URL ?? 'http://localhost:8787'

const sessionContext = createContext<Current | null>(null)

/** Asks Latchkey once for each request who is signed in, for all loaders. */
export const loadSession: MiddlewareFunction<Response> = async ({ request, context }, next) => {
  const headers = { Cookie: request.headers.get('Cookie') ?? '' }
  const response = await fetch(`${latchkey}/api/auth/session`, { headers }).catch(() => null)
  if (!response?.ok) throw new Response('Sign-in is unavailable', { status: 503 })
  context.set(sessionContext, await response.json())
  return next()
}

interface LoaderArgs {
  context: { get(key: typeof sessionContext): Current | null }
  url: URL
}

/** The session of the request, or null. */
export function getSession({ context }: Pick<LoaderArgs, 'context'>): Current | null {
  return context.get(sessionContext)
}

/** The session of the request. Sends a guest to the sign-in page, which returns to this page. */
export function requireSession({ context, url }: LoaderArgs): Current {
  const session = getSession({ context })
  // The page belongs to Latchkey, so the browser must load it.
  if (!session) throw redirectDocument(signInUrl(url.pathname + url.search))
  return session
}
