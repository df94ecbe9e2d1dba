import { type Io, type Json, jsonSchema } from '../input/json-schema.ts'
import type * as z from '../input/zod.ts'

/** One operation: what a request has to be and what it is answered, in the words of OpenAPI. */
export interface Described extends Json {
  method: string
  path: string
  /** A verb and a noun, the name that generated clients call it by. */
  operationId: string
  tags: readonly string[]
  /** What a caller has to prove, in one of these ways; nothing if it is left out. */
  security?: readonly Record<string, readonly string[]>[]
  /** The answer may begin, replace or end the session of a browser. */
  setsCookie?: boolean
  request?: Asked
  responses: Record<number, Media>
}

interface Asked {
  body?: Media
  params?: z.ZodMiniType
  query?: z.ZodMiniType
  headers?: z.ZodMiniType
}

/** A body, of a request or an answer, by its media types. */
interface Media extends Json {
  content?: Record<string, { schema: z.ZodMiniType }>
}

const headers = {
  'X-Request-Id': 'The id under which the log has this request',
  'WWW-Authenticate': 'What is to be proven (RFC 6750, RFC 9470)',
  Allow: 'The methods that this path has',
  'Retry-After': 'Seconds to wait',
  Link: 'The next page, if there is one (RFC 8288)',
  'Latchkey-Version': 'The version and the commit of the code that answers (semver.org)',
  'Set-Cookie': 'The session, if it begins, ends or gets another id',
}

/** What an answer has beside the headers of every answer. */
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
export function documentOf(
  routes: Described[],
  {
    tags,
    securitySchemes,
    ...head
  }: Json & { tags: Record<string, string>; securitySchemes: Json },
): Json {
  const schemas: Record<string, Json> = {}
  const names = new Map<z.ZodMiniType, string>()
  const paths: Record<string, Json> = {}
  for (const { method, path, request, responses, setsCookie, ...facts } of routes) {
    const { operationId, security = [] } = facts
    const { params, query, headers, body } = request ?? {}
    const parameters = [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
      ...parametersOf('header', headers),
    ]
    const ofSuccess = [
      ...(parameters.some(({ name }) => name === 'after' || name === 'before') ? ['Link'] : []),
      ...(setsCookie ? ['Set-Cookie'] : []),
      ...(path === '/health' ? ['Latchkey-Version'] : []),
    ]
    const operation = {
      ...facts,
      security,
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: media(body, (schema) => write(schema, 'input')) }),
      responses: mapped(responses, (answer, status) => {
        const own = status < '300' ? ofSuccess : (headersOfStatus[status] ?? [])
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
  const shown = mapped(headers, (description) => ({ description, schema: { type: 'string' } }))
  const used = routes.flatMap((route) => route.tags)
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
    const { properties, required = [] } = write(schema, 'input') as unknown as Members
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      ...{ name, in: place, required: required.includes(name) },
      ...(description !== undefined && { description }),
      schema: rest,
    }))
  }
}

interface Members {
  properties: Record<string, Json>
  required?: string[]
}

function media({ content, ...facts }: Media, write: (schema: z.ZodMiniType) => Json): Json {
  if (!content) return facts
  return { ...facts, content: mapped(content, ({ schema }) => ({ schema: write(schema) })) }
}

function refer(kind: string, name: string): Json {
  return { $ref: `#/components/${kind}/${name}` }
}

/** An object of the same names. */
export function mapped<T, R>(
  all: Record<string, T>,
  to: (each: T, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, to(each, name)]))
}
