import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { App } from './api/contract.ts'
import { Problem } from './problem.ts'

/** No documented body comes near; a password of a megabyte must not be hashed or even parsed. */
const most = 64 * 1024

/** First on every route that takes a body: refuses an oversized one, unread where it says its length. */
export const sized = bodyLimit({
  maxSize: most,
  onError: () => {
    throw new Problem('body_too_large')
  },
})

/**
 * Just before a body is parsed, so after the questions who and how many: JSON is UTF-8 (RFC 8259 section 8.1),
 * and a decoder that repairs would keep something else than what was sent.
 */
export const utf8 = createMiddleware<App>(async function utf8(c, next) {
  // Another content type is refused as such, by the validator that comes next.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? '')) return next()
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await c.req.arrayBuffer())
  } catch {
    throw new Problem('malformed_body', { detail: 'The request body is not UTF-8' })
  }
  await next()
})
