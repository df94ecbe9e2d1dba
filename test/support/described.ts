import { type Schema, Validator } from '@cfworker/json-schema'
import { expect } from 'vitest'
import type { Answer, Service } from './service.ts'

export interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}

export interface Description {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> }
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
  const schema = operation.responses[status]?.content?.[type]?.schema
  expect(
    schema,
    `${method} ${path} answered ${status} ${type}, which is not described`,
  ).toBeDefined()
  valid(told, schema ?? {}, body)
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
