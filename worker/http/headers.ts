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

/** Pages and their files set these themselves. */
const setByPages = ['Content-Security-Policy', 'Cache-Control']

const entries = Object.entries(securityHeaders)

/** Sets the security headers, and the id under which the log has the request. */
export function setSecurityHeaders({ headers }: Response, requestId: string): void {
  for (const [name, value] of entries) {
    if (!setByPages.includes(name) || !headers.has(name)) headers.set(name, value)
  }
  headers.set('X-Request-Id', requestId)
}
