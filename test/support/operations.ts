import type { Schema } from '@cfworker/json-schema'
import { type Description, isSecured, type Operation } from './described.ts'
import { password } from './people.ts'

/** One operation of /openapi.json, with what a request to it is made of. */
export interface Served {
  method: string
  /** As described, `{user_id}` and all. */
  template: string
  /** The same with something in place of every parameter, a required query included. */
  path: string
  tag: string | undefined
  /** Names of its parameters in the query. */
  query: string[]
  /** It wants a bearer token. */
  secured: boolean
  /** The statuses that are described. */
  statuses: number[]
  /** What it takes as JSON: one set of fields, or several when any of them will do. */
  json: Field[][] | undefined
  /** It takes a form. */
  form: boolean
}

export interface Field {
  name: string
  required: boolean
  /** JSON types that are right for it. */
  types: string[]
}

/** Every operation that is described, in order. */
export function operationsOf(told: Description): Served[] {
  return Object.entries(told.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = operation.requestBody?.content
      const json = content?.['application/json']?.schema
      return {
        method: method.toUpperCase(),
        template,
        path: concrete(template, operation),
        tag: operation.tags?.[0],
        query: queryOf(operation).map(({ name }) => name),
        secured: isSecured(operation),
        statuses: Object.keys(operation.responses).map(Number),
        json: json && alternatives(resolved(told, json)).map((one) => fields(told, one)),
        form: content !== undefined && json === undefined,
      }
    }),
  )
}

/** It wants the token of a reset link and nothing else. */
export function wantsResetToken({ method, path }: Served): boolean {
  return (
    path.endsWith('/reset-password-with-token') ||
    (path.endsWith('/password-reset') && method !== 'POST')
  )
}

/** A request that these fields' schema accepts. */
export function sample(fields: Field[]): Record<string, unknown> {
  // What may be null and nothing else is there to be left out.
  const sent = fields.filter(({ types }) => types.some((type) => type !== 'null'))
  return Object.fromEntries(sent.map(({ name }) => [name, samples[name] ?? 'sample text']))
}

const samples: Record<string, unknown> = {
  username: 'somebody',
  newUsername: 'somebody.else',
  email: 'somebody@example.com',
  password,
  new_password: `${password} 2`,
  newPassword: `${password} 2`,
  role: 'user',
  disabled: false,
  code: '123456',
  otp: '123456',
  picture: 'https://example.com/somebody.png',
}

function concrete(template: string, operation: Operation): string {
  const path = template.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
  const query = queryOf(operation).filter(({ required }) => required)
  return query.length > 0 ? `${path}?${query.map(({ name }) => `${name}=x`).join('&')}` : path
}

function queryOf({ parameters = [] }: Operation) {
  return parameters.filter((parameter) => parameter.in === 'query')
}

export function resolved(told: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (told.components.schemas[name] ?? {})
}

export function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ?? [schema]
}

function fields(told: Description, schema: Schema): Field[] {
  const required: string[] = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(resolved(told, schema).properties ?? {}).map(([name, inner]) => ({
    name,
    required: required.includes(name),
    types: alternatives(inner as Schema).flatMap(({ type }) => type ?? []),
  }))
}
