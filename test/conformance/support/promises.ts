import { type Schema, Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import { type Answer, send } from './http.ts'

export interface Operation {
  summary?: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

export interface Description {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** It is refused to a caller who proves nothing. */
export function isSecured({ security }: Pick<Operation, 'security'>): boolean {
  return security.length > 0 && security.every((way) => Object.keys(way).length > 0)
}

const descriptions = new Map<string, Promise<Description>>()

/** What an instance says of itself. */
export function descriptionOf(origin: string): Promise<Description> {
  const known = descriptions.get(origin)
  if (known) return known
  const asked = send(origin, 'GET', '/openapi.json').then(({ body }) => body as Description)
  descriptions.set(origin, asked)
  return asked
}

/** Inside of the service that must never be told: SQL, stacks, storage and bound values. */
const inside =
  /sqlite_|D1_ERROR|drizzle|\bselect .+ from |insert into |\.ts:\d|\.js:\d|node_modules|\$2[aby]\$/i

/** What holds for every answer whatsoever: headers, shape, no inside, and only what is described. */
export async function expectPromises(
  origin: string,
  method: string,
  path: string,
  answer: Answer,
): Promise<void> {
  const { status, headers, text } = answer
  const what = `${method} ${path} answered ${status} ${text}`
  expect(status, what).toBeLessThan(500)
  expectEveryHeader(answer)
  if (status >= 400) expectProblemShape(answer)
  if (method === 'HEAD' || method === 'OPTIONS' || path === '/openapi.json') return
  expect(text, what).not.toMatch(inside)

  const told = await descriptionOf(origin)
  const operation = operationAt(told, method, path)
  if (!operation) return expect([404, 405], what).toContain(status) as never
  const type = String(headers['content-type'])
  const schema = operation.responses[status]?.content?.[type]?.schema
  expect(schema, `${what}, which is not described`).toBeDefined()
  const validator = new Validator({ ...schema, components: told.components } as Schema, '2020-12')
  expect(validator.validate(answer.body).errors, what).toEqual([])
}

/** The described operation that a request is for, if there is one. */
export function operationAt(
  { paths }: Description,
  method: string,
  path: string,
): Operation | undefined {
  const bare = plain(new URL(/^\w+:/.test(path) ? path : `http://host${path}`).pathname)
  const template = Object.keys(paths).find((candidate) =>
    new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(bare),
  )
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()]
}

/** The only cookie there is; no value where it is taken back. */
const sessionCookie =
  /^__Host-latchkey=([\w-]+\.[\w-]+\.[\w-]+)?; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/

/** Percent codes of plain characters mean those (RFC 3986 section 6.2.2.2); what is malformed stays as it is. */
function plain(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

export function expectEveryHeader({ headers }: Answer): void {
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  const [, seconds] = /max-age=(\d+)/.exec(String(headers['strict-transport-security'])) ?? []
  expect(Number(seconds)).toBeGreaterThanOrEqual(31_536_000)
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  for (const cookie of [headers['set-cookie'] ?? []].flat()) expect(cookie).toMatch(sessionCookie)
  expect(headers['x-powered-by']).toBeUndefined()
}

/** RFC 9457, and the members that clients of the five products look for. */
function expectProblemShape({ status, headers, body, text }: Answer): void {
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer/)
  if (status === 405) expect(headers.allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
  if (status === 429 || status === 503) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/)
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
  expect(headers['content-type']).toBe('application/problem+json')
}

/** The answer is this failure. */
export function expectProblem({ status, body, text }: Answer, wanted: number, code?: string): void {
  expect({ status, code: body?.code }, text).toEqual({
    status: wanted,
    code: code ?? expect.any(String),
  })
}
