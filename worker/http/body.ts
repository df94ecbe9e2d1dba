import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { Problem } from './problem.ts'

/** Bytes. No documented body comes near; a password of a megabyte must not be hashed or even parsed. */
const longest = 64 * 1024
/** Milliseconds. A phone on a slow network sends 64 KiB in less. */
const patience = 10_000

/**
 * First on every route that takes a body: refuses an oversized one. It is unread if it states its length; without one,
 * reading is the only way to know.
 */
export const sized = createMiddleware(async function sized(c, next) {
  const length = c.req.header('Content-Length')
  if (length === undefined) await bytesOf(c)
  else if (Number(length) > longest) throw new Problem('body_too_large')
  await next()
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

const bodies = new WeakMap<Request, Promise<ArrayBuffer>>()

/**
 * The body, read once, within a bounded time and size whatever the caller does.
 * @throws Problem `body_too_large`, `request_timeout`; `malformed_body` for one that breaks off
 */
export function bytesOf(c: Context): Promise<ArrayBuffer> {
  const known = bodies.get(c.req.raw)
  if (known) return known
  const read = readAll(c.req.raw.body)
  bodies.set(c.req.raw, read)
  return read
}

async function readAll(body: ReadableStream<Uint8Array> | null): Promise<ArrayBuffer> {
  if (!body) return new ArrayBuffer(0)
  const reader = body.getReader()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem('request_timeout')), patience)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise])
      if (done) return await new Blob(chunks).arrayBuffer()
      size += value.byteLength
      if (size > longest) throw new Problem('body_too_large')
      chunks.push(value)
    }
  } catch (error) {
    // Nobody waits for the rest.
    reader.cancel().catch(() => undefined)
    throw error instanceof Problem ? error : new Problem('malformed_body')
  } finally {
    clearTimeout(timer)
  }
}

function malformed(): never {
  throw new Problem('malformed_body')
}
