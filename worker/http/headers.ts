import type { MiddlewareHandler } from 'hono'

/** Headers of every response, errors included. An API has no pages: nothing may be cached, loaded, framed or sniffed. */
export const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** Pages, their files and public documents set these themselves. */
const mayBeSet = ['Content-Security-Policy', 'Cache-Control', 'Cross-Origin-Resource-Policy']

const entries = Object.entries(securityHeaders)

/** Sets the security headers, and the id under which the log has the request. */
export function setSecurityHeaders({ headers }: Response, requestId: string): void {
  for (const [name, value] of entries) {
    if (!mayBeSet.includes(name) || !headers.has(name)) headers.set(name, value)
  }
  // Workers Cache compares neither host nor cookie, so it gets only files whose URL contains a hash.
  if (!/no-store|immutable/.test(headers.get('Cache-Control') ?? '')) {
    headers.set('Cloudflare-CDN-Cache-Control', 'no-store')
  }
  headers.set('X-Request-Id', requestId)
}

/**
 * For responses that any page may read, because they depend on no cookie: without credentials, from every origin.
 * @param maxAge seconds for which caches may keep a success
 */
export function readableByAll({ maxAge }: { maxAge?: number } = {}): MiddlewareHandler {
  return async function readableByAll(c, next) {
    // Set first: Hono keeps them if the response is an error.
    c.res.headers.set('Access-Control-Allow-Origin', '*')
    c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
    await next()
    if (maxAge !== undefined && c.res.ok) {
      c.res.headers.set('Cache-Control', `public, max-age=${maxAge}`)
    }
  }
}
