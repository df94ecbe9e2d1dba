import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { Problem, problems } from './problem.ts'

/** Bytes. Every documented body is far smaller; a password of a megabyte must not even be parsed. */
const maxBytes = 64 * 1024
/** Milliseconds. A phone on a slow network sends 64 KiB in less time. */
const timeout = 10_000

/** Refuses an oversized body. A body that states its length is refused unread. */
export const limitBody = createMiddleware(async function limitBody(c, next) {
  const length = c.req.header('Content-Length')
  if (length === undefined) await readBody(c)
  else if (Number(length) > maxBytes) throw new Problem(problems.body_too_large)
  await next()
})

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * A JSON body, or `{}` if the request has none. JSON is UTF-8 (RFC 8259 section 8.1); a decoder that replaces invalid
 * bytes would store other text than the client sent.
 * @throws Problem `malformed_body`
 */
export async function readJson(c: Context): Promise<unknown> {
  if (!c.req.header('Content-Type')) return {}
  const bytes = await readBody(c)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new Problem(problems.malformed_body, { detail: 'The request body is not UTF-8' })
  }
  try {
    return JSON.parse(text)
  } catch {
    return malformed()
  }
}

/**
 * The fields of a form, or `{}` if the request has none. Repeated fields: the last one wins, as in JSON.
 * @throws Problem `malformed_body`
 */
export async function readForm(c: Context): Promise<unknown> {
  // The platform compares the media type with case; clients may write it in any case.
  const type = c.req.header('Content-Type')?.replace(/^[^;]+/, (name) => name.toLowerCase())
  if (!type) return {}
  const body = new Response(await readBody(c), { headers: { 'Content-Type': type } })
  return Object.fromEntries(await body.formData().catch(malformed))
}

const bodies = new WeakMap<Request, Promise<ArrayBuffer>>()

/**
 * The bytes of the body. Reads the body once, within a bounded time and size.
 * @throws Problem `body_too_large`, `request_timeout`; `malformed_body` if the body breaks off
 */
export function readBody(c: Context): Promise<ArrayBuffer> {
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
  const timer = setTimeout(() => late.reject(new Problem(problems.request_timeout)), timeout)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise])
      if (done) return await new Blob(chunks).arrayBuffer()
      size += value.byteLength
      if (size > maxBytes) throw new Problem(problems.body_too_large)
      chunks.push(value)
    }
  } catch (error) {
    reader.cancel().catch(() => undefined)
    throw error instanceof Problem ? error : new Problem(problems.malformed_body)
  } finally {
    clearTimeout(timer)
  }
}

function malformed(): never {
  throw new Problem(problems.malformed_body)
}
