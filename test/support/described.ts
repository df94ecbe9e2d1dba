import { type Schema, Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import type { Answer, Service } from './service.ts'

export interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, Described>
}

interface Described {
  description: string
  headers: Record<string, { $ref: string }>
  content?: Record<string, { schema: Schema }>
}

/** It is refused to a caller who proves nothing. */
export function isSecured({ security }: Pick<Operation, 'security'>): boolean {
  return security.length > 0 && security.every((way) => Object.keys(way).length > 0)
}

export interface Description {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  components: {
    schemas: Record<string, Schema>
    headers: Record<string, unknown>
    securitySchemes: Record<string, unknown>
  }
}

const descriptions = new Map<unknown, Description>()

/** What the service with these settings says of itself. */
export async function description(service: Service): Promise<Description> {
  const key = service.env.APIS
  const known = descriptions.get(key)
  if (known) return known
  const { answer } = await service.answer('GET', '/openapi.json')
  descriptions.set(key, answer.body)
  return answer.body
}

/** An answer has a status, a content type and a body that /openapi.json gives for its operation. */
export async function checkDescribed(
  service: Service,
  method: string,
  path: string,
  { status, headers, body }: Answer,
): Promise<void> {
  if (path === '/openapi.json' || method === 'HEAD') return
  // Nothing is served then, the description neither.
  if (body?.code === 'misconfigured') return
  const told = await description(service)
  const bare = path.replace(/\?.*/, '')
  const template = Object.keys(told.paths).find((candidate) =>
    new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(bare),
  )
  const operation = template && told.paths[template]?.[method.toLowerCase()]
  const type = headers.get('Content-Type') ?? ''
  if (!operation) {
    // Nothing served: no operation is described, so the answer is 404 or 405.
    expect([404, 405, 503]).toContain(status)
    return valid(told, told.components.schemas.Problem ?? {}, body)
  }
  const response = operation.responses[status]
  const schema = response?.content?.[type]?.schema
  expect(
    schema,
    `${method} ${path} answered ${status} ${type}, which is not described`,
  ).toBeDefined()
  valid(told, schema ?? {}, body)
  const sent = Object.keys(told.components.headers).filter((name) => headers.has(name))
  expect(Object.keys(response?.headers ?? {}), `${method} ${path} ${status}`).toEqual(
    expect.arrayContaining(sent),
  )
}

/** The schema itself where it is a reference, and of what it holds, too. */
export function resolved(told: Description, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((each) => resolved(told, each))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, ...facts } = schema as { $ref?: string }
  if ($ref) return resolved(told, told.components.schemas[$ref.split('/').at(-1) ?? ''])
  return Object.fromEntries(
    Object.entries(facts).map(([name, each]) => [name, resolved(told, each)]),
  )
}

function valid(told: Description, schema: Schema, body: unknown): void {
  const { errors } = validatorOf(told, schema).validate(body)
  expect(errors, JSON.stringify(body)).toEqual([])
}

const validators = new WeakMap<Schema, Validator>()

function validatorOf(told: Description, schema: Schema): Validator {
  const known = validators.get(schema)
  if (known) return known
  const validator = new Validator({ ...schema, components: told.components }, '2020-12')
  validators.set(schema, validator)
  return validator
}
