import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import type { Context, Hono, MiddlewareHandler, Schema } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import type { BlankSchema, H, RouterRoute } from 'hono/types'
import * as z from 'zod'
import type { App } from './api/contract.ts'
import { readForm, readJson } from './body.ts'
import { invalidInput } from './invalid-input.ts'
import { Problem } from './problem.ts'

/*
 * Routes that are described, checked and typed as those of @hono/zod-openapi, whose types these are. At work it brings a
 * generator of JSON Schema, which Zod has itself, and a fifteenth of the bundle (decisions/0035).
 */

type Json = Record<string, unknown>
interface Media extends Json {
  content?: Record<string, { schema: z.ZodType }>
}
interface Described extends Json {
  method: string
  path: string
  request?: { body?: Media; params?: z.ZodType; query?: z.ZodType }
  responses: Record<string, Media>
}
interface Route extends Described {
  middleware?: MiddlewareHandler[]
}

/** For its types alone. */
declare const typed: OpenAPIHono<App>
type HandlerOf<R extends RouteConfig> = Parameters<typeof typed.openapi<R>>[1]
type SchemaOf<R extends RouteConfig> =
  ReturnType<typeof typed.openapi<R>> extends Hono<App, infer S, '/'> ? S : never

/** A route, as `openapi` takes it: this keeps its literal types. */
export function createRoute<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  route: R,
): R {
  return route
}

/** An app whose routes are added with `openapi`. */
export class Router<S extends Schema = BlankSchema> extends HonoBase<App, S, '/'> {
  /** Of hono's routers the one that can tell our paths apart; its usual choice finds that out at the first request. */
  override router = new TrieRouter<[H, RouterRoute]>()
  private readonly described: Described[] = []

  openapi<R extends RouteConfig>(route: R, handler: HandlerOf<R>): Router<S & SchemaOf<R>>
  openapi({ middleware = [], ...route }: Route, handler: H): this {
    this.describe(route)
    const path = route.path.replaceAll(/\{(.+?)\}/g, ':$1')
    this.on([route.method], [path], ...middleware, ...checks(route), handler)
    return this
  }

  /** Tells of a route that is added otherwise. */
  describe(route: Described): void {
    this.described.push(route)
  }

  /** An OpenAPI 3.1 document of what is described. */
  document(head: Json & { components: Json }): Json {
    return documentOf(this.described, head)
  }
}

/** Media types of bodies. RFC 6839 makes `+json` of anything JSON. */
const kinds = {
  json: /^application\/([\w.-]+\+)?json$/i,
  form: /^(multipart\/form-data|application\/x-www-form-urlencoded)$/i,
}

/** What of a request a schema is held against. */
const parts = {
  // Of one that was sent several times the last.
  query: (c: Context) => Object.fromEntries(new URL(c.req.url).searchParams),
  param: (c: Context) => c.req.param(),
  json: readJson,
  form: readForm,
}

function checks({ request: { query, params, body } = {} }: Described): MiddlewareHandler[] {
  // JSON or a form, which may be written in two ways.
  const [first] = Object.entries(body?.content ?? {})
  const kind = first && kinds.json.test(first[0]) ? 'json' : 'form'
  return [
    ...(query ? [valid('query', query)] : []),
    ...(params ? [valid('param', params)] : []),
    ...(first ? [only(kind), valid(kind, first[1].schema)] : []),
  ]
}

function valid(part: keyof typeof parts, schema: z.ZodType): MiddlewareHandler {
  return async (c, next) => {
    const { success, error, data } = await schema.safeParseAsync(await parts[part](c))
    if (!success) throw invalidInput(error)
    c.req.addValidatedData(part, data as object)
    await next()
  }
}

/** Bodies of this kind; none at all is looked into by who wants one. */
function only(kind: keyof typeof kinds): MiddlewareHandler {
  return async (c, next) => {
    const [type] = c.req.header('Content-Type')?.split(';') ?? []
    const fits = type ? kinds[kind].test(type.trim()) : (await c.req.arrayBuffer()).byteLength === 0
    if (!fits) throw new Problem('unsupported_media_type')
    await next()
  }
}

/** Schemas with an `id` stand among its components. */
function documentOf(
  routes: Described[],
  { components, ...head }: Json & { components: Json },
): Json {
  const schemas: Record<string, Json> = {}
  const paths: Record<string, Json> = {}
  for (const {
    method,
    path,
    request: { body, params, query } = {},
    responses,
    ...facts
  } of routes) {
    const parameters = [...parametersOf('path', params), ...parametersOf('query', query)]
    const operation = {
      ...facts,
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: media(body, 'input') }),
      responses: mapped(responses, (answer) => media(answer, 'output')),
    }
    paths[path] = { ...paths[path], [method]: operation }
  }
  return { ...head, paths, components: { ...components, schemas } }

  function media({ content, ...facts }: Media, io: Io): Json {
    if (!content) return facts
    return { ...facts, content: mapped(content, ({ schema }) => ({ schema: known(schema, io) })) }
  }

  function known(schema: z.ZodType, io: Io): Json {
    const id = z.globalRegistry.get(schema)?.id
    if (id === undefined) return written(schema, io)
    schemas[id] ??= written(schema, io)
    return { $ref: `#/components/schemas/${id}` }
  }
}

function parametersOf(place: string, schema?: z.ZodType): Json[] {
  const { properties = {}, required = [] } = schema ? written(schema, 'input') : {}
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === 'object' ? property : {}
    return {
      ...{ name, in: place, required: required.includes(name) },
      ...(description !== undefined && { description }),
      schema: rest,
    }
  })
}

/** An object of the same names. */
export function mapped<T, R>(
  all: Record<string, T>,
  to: (each: T, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, to(each, name)]))
}

type Io = 'input' | 'output'

function written(schema: z.ZodType, io: Io): z.core.JSONSchema.BaseSchema {
  const {
    $schema: _,
    $defs,
    ...json
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: part }) => {
      // Members may be added to an answer, and objects of several documents are one.
      delete part.additionalProperties
      // What the name of a type or a format says already.
      if (part.type === 'integer') {
        if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum
        if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum
      }
      if (part.format === 'date-time') delete part.pattern
    },
  })
  // What has an id is written as one of its own definitions.
  const { id: __, ...definition } = Object.values($defs ?? {})[0] ?? json
  return definition
}
