import { createMiddleware } from 'hono/factory'
import type { App } from './context.ts'
import { Problem, problems } from './problem.ts'

/** Methods that change nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method)
}

/**
 * Whether a request comes from a page of our own origin. A browser sends its cookie whichever page makes the request, so a
 * request with a cookie may change something only from our own pages. Browsers send Sec-Fetch-Site, older ones Origin;
 * scripts can forge neither.
 * @param publicUrl an origin of ours in addition to that of the request
 * @returns undefined if the request has neither header, which no browser does
 */
export function isSameOrigin(
  { url, headers }: Request,
  publicUrl: string | undefined,
): boolean | undefined {
  const site = headers.get('Sec-Fetch-Site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('Origin')
  if (origin === null) return undefined
  return [url, publicUrl].some((ours) => ours !== undefined && new URL(ours).origin === origin)
}

/** Another site must not sign a browser in to an account that the other site chose (login CSRF). */
export const sameOrigin = createMiddleware<App>(async function sameOrigin(c, next) {
  if (isSameOrigin(c.req.raw, c.var.call.settings.PUBLIC_URL) === false) {
    throw new Problem(problems.cross_site_request)
  }
  await next()
})
