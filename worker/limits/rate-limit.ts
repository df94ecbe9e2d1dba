import { createMiddleware } from 'hono/factory'
import type { App, Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'

/**
 * Per-network rate limit, counted by the platform before anything is hashed, mailed or read.
 * @throws Problem `too_many_requests`, `rate_limiter_unavailable`
 */
export const rateLimit = createMiddleware<App>(async function rateLimit(c, next) {
  if (!(await isUnderLimit(c.var.call))) throw new Problem(problems.too_many_requests)
  await next()
})

/** Fails closed: without the limit any client could use up the hashing time of an isolate. */
async function isUnderLimit({ settings, ip }: Call): Promise<boolean> {
  const { rateLimiter, wideRateLimiter } = settings
  const wideKey = wideRateLimitKey(ip)
  try {
    const [near, wide] = await Promise.all([
      rateLimiter.limit({ key: rateLimitKey(ip) }),
      wideKey === undefined ? undefined : wideRateLimiter?.limit({ key: wideKey }),
    ])
    return near.success && wide?.success !== false
  } catch (cause) {
    const log = { cause: String(cause).slice(0, 200) }
    throw new Problem(problems.rate_limiter_unavailable, { log })
  }
}

/** The network of a client: an IPv4 address, or the /64 of an IPv6 address, which is what one customer has. */
export function rateLimitKey(ip: string | null): string {
  if (ip === null) return 'unknown'
  return ip.includes(':') ? prefixOf(ip, 64) : ip
}

/** The /48 of an IPv6 address: what a provider assigns to one site, which has 65,536 networks of the other size. */
function wideRateLimitKey(ip: string | null): string | undefined {
  return ip?.includes(':') ? prefixOf(ip, 48) : undefined
}

function prefixOf(ip: string, bits: 48 | 64): string {
  const [head = '', tail = ''] = ip.toLowerCase().split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = ip.includes('::')
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : []
  const groups = [...left, ...zeros, ...right].slice(0, bits / 16)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/${bits}`
}
