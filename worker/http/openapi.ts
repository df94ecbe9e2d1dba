import type { ApiTexts } from '../../web/text/api-texts.ts'
import { type Io, type Json, jsonSchema } from '../input/json-schema.ts'
import * as z from '../input/zod.ts'
import type { ProblemStatus } from './problem.ts'

/** The contract of one operation in OpenAPI's terms, extended by what the Worker itself derives from it. */
export interface DescribedOperation {
  method: string
  path: string
  /** A verb and a noun. Generated clients use it as the name of a method. */
  operationId: string
  tags: readonly string[]
  /** The accepted credentials, one of them required; none if it is left out. */
  security?: readonly Record<string, readonly string[]>[]
  /** The operation hashes, sends mail or answers strangers, so it has a rate limit and a concurrency limit. */
  expensive?: true
  /** The operation requires a password: it is refused if the settings turn passwords off. */
  password?: true
  /** The response sets a session cookie although the request needs none. */
  setsCookie?: true
  request?: DescribedRequest
  responses: Record<number, Media>
  /** Statuses of its problems beyond those that the rest of the contract implies (`impliedStatuses`). */
  problems?: readonly DescribedStatus[]
}

/** No operation promises to fail. */
type DescribedStatus = Exclude<ProblemStatus, 500>

export interface DescribedRequest {
  body?: Media
  params?: z.ZodMiniType
  query?: z.ZodMiniType
  headers?: z.ZodMiniType
}

/** A body of a request or a response, by media type. */
interface Media {
  description?: string
  required?: boolean
  content?: Record<string, { schema: z.ZodMiniType }>
}

const reasons: Record<DescribedStatus, string> = {
  400: 'Invalid input',
  401: 'Not signed in, or wrong credentials',
  403: 'Not allowed',
  404: 'Not found',
  405: 'The path has no such method',
  408: 'The body did not arrive in time',
  409: 'Conflict with what exists',
  413: 'Body too large',
  415: 'Wrong content type',
  429: 'Too many requests; Retry-After says when',
  503: 'Unavailable; Retry-After says when',
}

/**
 * Statuses of the problems that need no mention in a contract. Every path lacks some method, storage can fail under every
 * operation, and every required credential can be malformed (RFC 6750 section 3.1) or refused.
 */
export function impliedStatuses({
  request,
  expensive,
  security,
}: Pick<DescribedOperation, 'request' | 'expensive' | 'security'>): DescribedStatus[] {
  return [
    ...(request?.body ? ([400, 408, 413, 415] as const) : []),
    ...(expensive ? ([429] as const) : []),
    ...(isRequired(security) ? ([400, 401] as const) : []),
    ...(needsSession(security) ? ([403] as const) : []),
    405,
    503,
  ]
}

/** Every session can be one whose owner must change the password first. */
function needsSession(security: DescribedOperation['security'] = []): boolean {
  return isRequired(security) && security.some((way) => 'cookie' in way)
}

function isRequired(security: DescribedOperation['security'] = []): boolean {
  return security.length > 0 && security.every((way) => Object.keys(way).length > 0)
}

/** RFC 9457, with the members that clients of the five products read. */
function problemBody(codes: readonly string[]) {
  return z
    .object({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      code: z.enum(codes),
      error: z.string(),
      message: z.string(),
      success: z.literal(false),
      errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
    })
    .register(z.globalRegistry, { id: 'Problem' })
}

const headers = {
  'X-Request-Id': 'The id under which the log has this request',
  'WWW-Authenticate': 'The required authentication (RFC 6750, RFC 9470)',
  Allow: 'The methods that this path has',
  'Retry-After': 'Seconds to wait',
  Link: 'The next and the previous page, if there is one (RFC 8288)',
  'Set-Cookie': 'The session, if it begins, ends or gets another id',
}

/** The header that responses with a status have in addition to the common ones. */
const headersOfStatus: Record<string, string> = {
  401: 'WWW-Authenticate',
  405: 'Allow',
  429: 'Retry-After',
  503: 'Retry-After',
}

/**
 * An OpenAPI 3.1 document. Generated clients name types as the document does, so every object that is answered is a
 * component: by its `id`, or else by the first operation that answers with it.
 */
export function describe(
  operations: readonly DescribedOperation[],
  { tags, summaries, securitySchemes, problemCodes, ...head }: Head,
): Json {
  const problem = problemBody(problemCodes)
  const schemas: Record<string, Json> = {}
  const names = new Map<z.ZodMiniType, string>()
  const paths: Record<string, Json> = {}
  for (const described of operations) {
    const { method, path, operationId, tags, security = [] } = described
    const { request: { params, query, headers, body } = {}, responses } = described
    const parameters = [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
      ...parametersOf('header', headers),
    ]
    const usesCookie = method !== 'get' && security.some((scheme) => 'cookie' in scheme)
    const successHeaders = [
      ...(parameters.some(({ name }) => name === 'after' || name === 'before') ? ['Link'] : []),
      ...(usesCookie || described.setsCookie ? ['Set-Cookie'] : []),
    ]
    const statuses = [...impliedStatuses(described), ...(described.problems ?? [])]
    const problems = statuses.map((status) => [
      status,
      {
        description: reasons[status],
        content: { 'application/problem+json': { schema: problem } },
      },
    ])
    const all: Record<string, Media> = { ...responses, ...Object.fromEntries(problems) }
    const operation = {
      operationId,
      tags,
      ...(summaries[operationId] && { summary: summaries[operationId] }),
      security,
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: media(body, (schema) => write(schema, 'input')) }),
      responses: mapValues(all, (answer, status) => {
        const own = status < '300' ? successHeaders : (headersOfStatus[status] ?? [])
        return {
          ...media(answer, (schema) => result(schema, operationId)),
          headers: Object.fromEntries(
            ['X-Request-Id'].concat(own).map((name) => [name, refer('headers', name)]),
          ),
        }
      }),
    }
    paths[path] = { ...paths[path], [method]: operation }
  }
  const shown = mapValues(headers, (description) => ({ description, schema: { type: 'string' } }))
  const used = operations.flatMap((each) => each.tags)
  return {
    ...head,
    tags: Object.entries(tags)
      .filter(([name]) => used.includes(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas, headers: shown, securitySchemes },
  }

  /** An answer that is more than a word is a component, whether or not its schema has a name. */
  function result(schema: z.ZodMiniType, operationId: string): Json {
    const written = write(schema, 'output')
    if (!written.properties && !written.items) return written
    const name =
      names.get(schema) ?? `${operationId[0]?.toUpperCase()}${operationId.slice(1)}Result`
    names.set(schema, name)
    return component(name, () => written)
  }

  function write(schema: z.ZodMiniType, io: Io): Json {
    return jsonSchema(schema, io, component)
  }

  function component(id: string, write: () => Json): Json {
    schemas[id] ??= write()
    return refer('schemas', id)
  }

  function parametersOf(place: string, schema?: z.ZodMiniType): Json[] {
    if (!schema) return []
    // The parameters of one place are the members of an object.
    const { properties, required = [] } = write(schema, 'input') as Json & Members
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      ...{ name, in: place, required: required.includes(name) },
      ...(description !== undefined && { description }),
      schema: rest,
    }))
  }
}

interface Head extends Json, ApiTexts {
  securitySchemes: Json
  /** Every problem code of every capability. */
  problemCodes: readonly string[]
}

interface Members {
  properties: Record<string, Json>
  required?: string[]
}

function media({ content, ...facts }: Media, write: (schema: z.ZodMiniType) => Json): Json {
  if (!content) return facts
  return { ...facts, content: mapValues(content, ({ schema }) => ({ schema: write(schema) })) }
}

function refer(kind: string, name: string): Json {
  return { $ref: `#/components/${kind}/${name}` }
}

/** An object with the same keys and other values. */
export function mapValues<T, R>(
  all: Record<string, T>,
  to: (each: T, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, to(each, name)]))
}
