import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
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

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * A JSON body, nothing when none was sent. JSON is UTF-8 (RFC 8259 section 8.1), and a decoder that repairs would keep
 * something else than what was sent.
 * @throws Problem `malformed_body`
 */
export async function readJson(c: Context): Promise<unknown> {
  if (!c.req.header('Content-Type')) return {}
  const bytes = await bytesOf(c)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new Problem('malformed_body', { detail: 'The request body is not UTF-8' })
  }
  try {
    return JSON.parse(text)
  } catch {
    return malformed()
  }
}

/**
 * The fields of a form, of one that was sent several times the last, as in JSON; nothing when none was sent.
 * @throws Problem `malformed_body`
 */
export async function readForm(c: Context): Promise<unknown> {
  // The platform reads the type as it stands, and it may be written in any case.
  const type = c.req.header('Content-Type')?.replace(/^[^;]+/, (name) => name.toLowerCase())
  if (!type) return {}
  const body = new Response(await bytesOf(c), { headers: { 'Content-Type': type } })
  return Object.fromEntries(await body.formData().catch(malformed))
}

/** A body that breaks off is malformed, too. */
function bytesOf(c: Context): Promise<ArrayBuffer> {
  return c.req.arrayBuffer().catch(malformed)
}

function malformed(): never {
  throw new Problem('malformed_body')
}
