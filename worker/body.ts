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
  let text: string
  try {
    text = utf8.decode(await c.req.arrayBuffer())
  } catch {
    throw new Problem('malformed_body', { detail: 'The request body is not UTF-8' })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed_body')
  }
}

/**
 * The fields of a form, a list for one that was sent several times; nothing when none was sent.
 * @throws Problem `malformed_body`
 */
export async function readForm(c: Context): Promise<unknown> {
  // The platform reads the type as it stands, and it may be written in any case.
  const type = c.req.header('Content-Type')?.replace(/^[^;]+/, (name) => name.toLowerCase())
  if (!type) return {}
  try {
    const body = new Response(await c.req.arrayBuffer(), { headers: { 'Content-Type': type } })
    const form = await body.formData()
    return Object.fromEntries([...form.keys()].map((name) => [name, single(form.getAll(name))]))
  } catch {
    throw new Problem('malformed_body')
  }
}

/** A value that was sent once, or the list of those that were. */
export function single<T>(values: T[]): T | T[] | undefined {
  return values.length > 1 ? values : values[0]
}
