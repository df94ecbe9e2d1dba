import { type Schema, Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import { type Description, description, operationAt } from '../catalogue/description.ts'
import type { Answer, Client } from './client.ts'

/** The only cookies: a session token and the token of a sign-in that waits, or nothing if one ends. */
const ownCookie =
  /^(__Host-latchkey=([\w-]+\.[\w-]+\.[\w-]+)?; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax|__Host-latchkey-pending=([\w-]{43})?; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict|mfaPending=([\w-]+\.[\w-]+\.[\w-]+)?; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict)$/

/** SQL, stack traces, errors of the storage and password hashes. */
const internals =
  /sqlite_|D1_ERROR|drizzle|\bselect .+ from |insert into |\.ts:\d|\.js:\d|node_modules|\$2[aby]\$/i

/** Documents that caches may keep, and for how many seconds. Nothing else may be kept. */
const cacheable: Record<string, number> = {
  '/.well-known/jwks.json': 60,
  '/.well-known/revocations': 15,
}

/** Checks what every response promises: its headers, the shape of a failure, and what /openapi.json describes. */
export async function expectPromises(
  client: Client,
  method: string,
  path: string,
  answer: Answer,
): Promise<void> {
  expectEveryHeader(answer, path)
  if (answer.status >= 400) expectProblemShape(answer)
  if (['HEAD', 'OPTIONS'].includes(method) || path === '/openapi.json') return
  if (internals.test(answer.text)) expect(answer.text).not.toMatch(internals)
  // An instance with invalid settings describes nothing.
  if (answer.body?.code !== 'misconfigured') {
    expectDescribed(await description(client), method, path, answer)
  }
}

function expectDescribed(
  described: Description,
  method: string,
  path: string,
  { status, headers, body, text }: Answer,
): void {
  const what = `${method} ${path} returned ${status} ${text}`
  const operation = operationAt(described, method, path)
  if (!operation) {
    expect([404, 405, 503], what).toContain(status)
    expectValid(described, described.components.schemas.Problem ?? {}, body)
    return
  }
  const response = operation.responses[status]
  const schema = response?.content?.[headers.get('Content-Type') ?? '']?.schema
  // A response that is described without content has no body.
  if (response && !response.content) {
    expect(text, what).toBe('')
    return
  }
  if (!schema) expect(schema, `${what}, which is not described`).toBeDefined()
  const isJson = /json/.test(headers.get('Content-Type') ?? '')
  expectValid(described, schema ?? {}, isJson ? body : text)
  const isUndescribed = (name: string) => headers.has(name) && !(name in (response?.headers ?? {}))
  const undescribed = Object.keys(described.components.headers).filter(isUndescribed)
  if (undescribed.length > 0) expect(undescribed, what).toEqual([])
}

/** By components and the text of the schema: most responses refer to the same few components. */
const validators = new WeakMap<object, Map<string, Validator>>()
/** The same by the schema of one response. */
const ready = new WeakMap<object, Validator>()

function expectValid({ components }: Description, schema: Schema, body: unknown): void {
  const validator = ready.get(schema) ?? validatorOf(components, schema)
  ready.set(schema, validator)
  const { valid, errors } = validator.validate(body)
  if (!valid) expect(errors, JSON.stringify(body)).toEqual([])
}

function validatorOf(components: Description['components'], schema: Schema): Validator {
  const known = validators.get(components) ?? new Map<string, Validator>()
  validators.set(components, known)
  const text = JSON.stringify(schema)
  const validator = known.get(text) ?? new Validator({ ...schema, components }, '2020-12')
  known.set(text, validator)
  return validator
}

/** Headers of every response. */
const always: Record<string, RegExp> = {
  'X-Content-Type-Options': /^nosniff$/,
  'Referrer-Policy': /^no-referrer$/,
  'Content-Security-Policy': /default-src 'none'/,
  // Two years.
  'Strict-Transport-Security': /^max-age=63072000\b/,
  'X-Request-Id': /^[0-9a-f-]{36}$/,
}

/** Like `expect(actual).toBe(expected)`, without the time that an assertion takes if it holds: every response is checked. */
function expectSame(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected)
}

export function expectEveryHeader(
  { headers, status }: Pick<Answer, 'headers' | 'status'>,
  path?: string,
): void {
  const maxAge = status === 200 ? cacheable[path ?? ''] : undefined
  const caching = maxAge === undefined ? 'no-store' : `public, max-age=${maxAge}`
  expectSame(headers.get('Cache-Control'), caching)
  // Other caches may keep it, but not the one in front of the Worker.
  const shielded = maxAge === undefined ? null : 'no-store'
  expectSame(headers.get('Cloudflare-CDN-Cache-Control'), shielded)
  for (const [name, form] of Object.entries(always)) {
    if (!form.test(headers.get(name) ?? '')) expect(headers.get(name), name).toMatch(form)
  }
  expectSame(headers.has('X-Powered-By'), false)
  for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(ownCookie)
}

/** RFC 9457, with the members that clients of the five products read. */
function expectProblemShape({ status, headers, body, text }: Answer): void {
  if (status === 401) expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  if (status === 405) expect(headers.get('Allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
  if (status === 429 || status === 503) expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
  if (text === '') return
  const sentence = body.detail
  expect(sentence).toMatch(/\S/)
  expect(body).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/\S/),
    status,
    detail: sentence,
    code: expect.stringMatching(/^[a-z_]+$/),
    error: sentence,
    message: sentence,
    success: false,
    ...('errors' in body && { errors: expect.any(Array) }),
  })
  expect(headers.get('Content-Type')).toBe('application/problem+json')
}

/** The response is this failure; any code if none is given. */
export function expectProblem({ status, body, text }: Answer, expected: number, code?: string) {
  expect({ status, code: body?.code }, text).toEqual({
    status: expected,
    code: code ?? expect.any(String),
  })
  if (body.code !== 'invalid_input') return
  expect(body.errors.length).toBeGreaterThan(0)
  for (const error of body.errors) {
    expect(error).toEqual({ path: expect.any(String), message: expect.stringMatching(/\S/) })
    expectSentence(error.message)
  }
}

/** The input is refused, and the response names exactly these fields. */
export function expectInvalid(answer: Answer, ...fields: string[]): void {
  expectProblem(answer, 400, 'invalid_input')
  const errors: { path: string }[] = answer.body.errors
  expect([...new Set(errors.map(({ path }) => path))].toSorted()).toEqual(fields.toSorted())
}

/** Forms of the end of a sentence about a field. The words of a library have none of them. */
const forms = [
  /^is required( to [a-z ]+)?$/,
  /^or email is required$/,
  /^is [a-z]/,
  /^was sent twice$/,
  /^must (not )?(be|have|name|contain|come|differ|mix|begin|end) /,
  /^does not have the right form$/,
]

/** The message about a field is English and not the text of a library. */
export function expectSentence(message: string): void {
  expect(
    forms.some((form) => form.test(message)),
    message,
  ).toBe(true)
  expect(message).not.toMatch(/invalid|expected|received|[<>]=|\||\bNaN\b|undefined/i)
  expect(message).not.toMatch(/\b1 (characters|items|bytes|seconds)\b/)
}
