import type { Schema } from '@cfworker/json-schema'
import { type Client, password } from '../requests/client.ts'

/** The parts of /openapi.json that the tests read. */
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

export interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<
    string,
    {
      description: string
      headers: Record<string, { $ref: string }>
      content?: Record<string, { schema: Schema }>
    }
  >
}

/** One operation, with what a request to it consists of. */
export interface Served {
  /** Method and path template, such as `DELETE /api/auth/invitations/{invitation_id}`. */
  name: string
  method: string
  template: string
  /** The path with a value for every parameter, including the required ones of the query. */
  path: string
  /** Names of the parameters of the query. */
  query: string[]
  tag: string | undefined
  /** Requires a credential. */
  secured: boolean
  /** The documented statuses. */
  statuses: number[]
  /** Alternative sets of fields of a JSON body. */
  json: Field[][] | undefined
  /** Takes a form. */
  form: boolean
}

export interface Field {
  name: string
  required: boolean
  /** JSON types that the schema accepts. */
  types: string[]
}

const descriptions = new Map<unknown, Description>()

/** /openapi.json of an instance, requested once. */
export async function description(client: Client): Promise<Description> {
  const known = descriptions.get(client.identity)
  if (known) return known
  const { body } = await client.get('/openapi.json')
  descriptions.set(client.identity, body)
  return body
}

/** Every described operation, in order. */
export function operationsOf(description: Description): Served[] {
  return Object.entries(description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([lower, operation]) => {
      const method = lower.toUpperCase()
      const content = operation.requestBody?.content
      const json = content?.['application/json']?.schema
      return {
        name: `${method} ${template}`,
        method,
        template,
        path: concrete(template, operation),
        query: queryOf(operation).map(({ name }) => name),
        tag: operation.tags?.[0],
        secured: isSecured(operation),
        statuses: Object.keys(operation.responses).map(Number),
        json:
          json &&
          alternatives(resolved(description, json)).map((one) => fieldsOf(description, one)),
        form: content !== undefined && json === undefined,
      }
    }),
  )
}

/** The described operation that a request is for, if there is one. */
export function operationAt(
  { paths }: Description,
  method: string,
  path: string,
): Operation | undefined {
  const bare = decoded(new URL(/^\w+:/.test(path) ? path : `http://host${path}`).pathname)
  return patternsOf(paths).find(({ pattern }) => pattern.test(bare))?.methods[method.toLowerCase()]
}

type Paths = Description['paths']
const knownPatterns = new WeakMap<
  Paths,
  { pattern: RegExp; methods: Record<string, Operation> }[]
>()

/** The paths as regular expressions, which take longer to create than most responses. */
function patternsOf(paths: Paths) {
  const known = knownPatterns.get(paths)
  if (known) return known
  const patterns = Object.entries(paths).map(([template, methods]) => ({
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    methods,
  }))
  knownPatterns.set(paths, patterns)
  return patterns
}

/** Decodes percent codes of unreserved characters (RFC 3986 section 6.2.2.2); leaves a malformed path unchanged. */
function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** Refuses a caller without a credential. */
export function isSecured({ security }: Pick<Operation, 'security'>): boolean {
  return security.length > 0 && security.every((way) => Object.keys(way).length > 0)
}

/** A body that the schema of these fields accepts. */
export function sample(fields: Field[]): Record<string, unknown> {
  // A field that can only be null is left out.
  const sent = fields.filter(({ types }) => types.some((type) => type !== 'null'))
  return Object.fromEntries(sent.map(({ name }) => [name, samples[name] ?? 'sample text']))
}

const samples: Record<string, unknown> = {
  username: 'sample',
  newUsername: 'sample.else',
  email: 'sample@example.com',
  password,
  new_password: `${password} 2`,
  newPassword: `${password} 2`,
  role: 'user',
  locale: 'de',
  disabled: false,
  action: 'disable',
  ids: ['00000000-0000-4000-8000-000000000000'],
  email_verified: true,
  passkey: {
    id: 'AAAA',
    rawId: 'AAAA',
    type: 'public-key',
    response: {
      clientDataJSON: 'e30',
      attestationObject: 'oA',
      authenticatorData: 'AA',
      signature: 'AA',
    },
  },
  conditional: false,
  decision: 'allow',
  user_code: 'BBBB-BBBB',
  device_grant: false,
  public: false,
  redirect_uris: ['https://app.example.com/callback'],
  post_logout_redirect_uris: [],
  resources: [],
  id_token_alg: 'RS256',
  purpose: 'sign_in',
  code: '123456',
  otp: '123456',
  picture: 'https://example.com/sample.png',
}

function concrete(template: string, operation: Operation): string {
  const path = template.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
  const query = queryOf(operation).filter(({ required }) => required)
  return query.length > 0 ? `${path}?${query.map(({ name }) => `${name}=x`).join('&')}` : path
}

function queryOf({ parameters = [] }: Operation) {
  return parameters.filter((parameter) => parameter.in === 'query')
}

function fieldsOf(description: Description, schema: Schema): Field[] {
  const required: string[] = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(resolved(description, schema).properties ?? {}).map(([name, inner]) => ({
    name,
    required: required.includes(name),
    types: alternatives(inner as Schema).flatMap(({ type }) => type ?? []),
  }))
}

/** The schema that a reference names, or the schema itself. */
export function resolved({ components }: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (components.schemas[name] ?? {})
}

export function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ?? [schema]
}

/** A string that a request may contain. */
export interface RequestString {
  /** Method and path template. */
  operation: string
  place: 'body' | 'form' | 'path' | 'query' | 'header'
  /** Name of the member or parameter; for a member of an object in the body, its path. */
  name: string
  schema: Schema
}

/** Every string that a described request may contain, except one of a closed set. */
export function requestStrings(description: Description): RequestString[] {
  return Object.entries(description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [], requestBody }]) => {
      const placed = [
        ...parameters.map(({ in: place, name, schema }) => ({ place, name, schema })),
        ...Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => ({
          place: type === 'application/json' ? 'body' : 'form',
          name: '',
          schema,
        })),
      ]
      return placed.flatMap(({ place, name, schema }) =>
        stringsIn(description, schema, name).map((found) => ({
          operation: `${method.toUpperCase()} ${template}`,
          place: place as RequestString['place'],
          ...found,
        })),
      )
    }),
  )
}

function stringsIn(
  description: Description,
  schema: Schema | boolean | undefined,
  name: string,
): Pick<RequestString, 'name' | 'schema'>[] {
  // A schema without a type accepts strings without a maximum length.
  const anything = [{ name, schema: {} }]
  if (typeof schema === 'boolean' || schema === undefined) return anything
  if (schema.$ref) return stringsIn(description, resolved(description, schema), name)
  const { anyOf, oneOf, allOf, type, properties, items, additionalProperties } = schema
  if (schema.enum || 'const' in schema) return []
  const several = anyOf ?? oneOf ?? allOf
  if (several) return several.flatMap((one: Schema | boolean) => stringsIn(description, one, name))
  if (type === undefined) return anything
  const types = [type].flat()
  return [
    ...(types.includes('string') ? [{ name, schema }] : []),
    ...Object.entries(properties ?? {}).flatMap(([member, one]) =>
      stringsIn(description, one, name === '' ? member : `${name}.${member}`),
    ),
    ...(types.includes('array') ? stringsIn(description, items as Schema, `${name}[]`) : []),
    ...(additionalProperties ? stringsIn(description, additionalProperties, `${name}{}`) : []),
  ]
}
