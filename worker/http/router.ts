import type { Context, Handler, MiddlewareHandler, Schema, ToSchema, TypedResponse } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import type { BlankInput, BlankSchema, H, RouterRoute } from 'hono/types'
import type { StatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import type * as z from '../input/zod.ts'
import { admitted } from '../limits/concurrency.ts'
import { flood, tokenOnly } from '../sessions/guards.ts'
import { bytesOf, readForm, readJson } from './body.ts'
import { fromOurPages } from './cookie.ts'
import { type Described, documentOf } from './openapi.ts'
import { Problem } from './problem.ts'
import type { App } from './respond.ts'
import { invalidInput } from './validate.ts'

/*
 * Routes that are described, checked and typed at once (decisions/0038): a handler gets what the schemas made of the request,
 * and TypeScript refuses an answer that the description does not promise.
 */

/** What a request has to be and what it is answered, in the words of an operation of OpenAPI. */
interface Route extends Described {
  middleware?: readonly MiddlewareHandler[]
}

/** What a handler gets of a request: `in` is what is sent, `out` what the schema makes of it. */
type InputOf<R> = R extends { request: infer Q }
  ? Part<'query', Q extends { query: infer S } ? S : undefined> &
      Part<'param', Q extends { params: infer S } ? S : undefined> &
      // Told, and read by who wants it: no schema is held against a request's headers.
      (Q extends { headers: infer S } ? { in: { header: z.input<S> } } : BlankInput) &
      (Q extends { body: { content: infer C } }
        ? Part<'application/json' extends keyof C ? 'json' : 'form', SchemaIn<C>>
        : BlankInput)
  : BlankInput
type Part<Name extends string, S> = S extends z.ZodMiniType
  ? { in: { [K in Name]: z.input<S> }; out: { [K in Name]: z.output<S> } }
  : BlankInput
type SchemaIn<C> = C[keyof C] extends { schema: infer S } ? S : undefined

/** What a handler may answer: a success that is described. Failures are thrown. */
type AnswerOf<R extends Route> = {
  [S in keyof R['responses'] & StatusCode]: R['responses'][S] extends { content: infer C }
    ? SchemaIn<C> extends infer B extends z.ZodMiniType
      ? TypedResponse<JSONParsed<z.output<B>>, S, 'json'>
      : never
    : never
}[keyof R['responses'] & StatusCode]
type PathOf<P extends string> = P extends `${infer Start}/{${infer Name}}${infer Rest}`
  ? `${Start}/:${Name}${PathOf<Rest>}`
  : P

/** An app whose routes are added with `openapi`. */
export class Router<S extends Schema = BlankSchema> extends HonoBase<App, S, '/'> {
  /** Of hono's routers the one that can tell our paths apart; its usual choice finds that out at the first request. */
  override router = new TrieRouter<[H, RouterRoute]>()
  private readonly described: Described[] = []

  openapi<const R extends Route>(
    route: R,
    handler: Handler<App, PathOf<R['path']>, InputOf<R>, AnswerOf<R> | Promise<AnswerOf<R>>>,
  ): Router<S & ToSchema<R['method'], PathOf<R['path']>, InputOf<R>, AnswerOf<R>>>
  openapi({ middleware = [], ...route }: Route, handler: H): this {
    const isTokenOnly = middleware.some((guard) => tokenOnly.includes(guard))
    const security = route.security?.filter((way) => !isTokenOnly || !('cookie' in way)) ?? []
    const usesCookie = route.method !== 'get' && security.some((way) => 'cookie' in way)
    const setsCookie = usesCookie || middleware.includes(fromOurPages)
    this.describe({ ...route, security, setsCookie })
    const path = route.path.replaceAll(/\{([^{}]+)\}/g, ':$1')
    // A scarce place is taken once the request is read, never while a caller is still sending it.
    const places = middleware.includes(flood) ? [admitted] : []
    this.on([route.method], [path], ...middleware, ...checks(route), ...places, handler)
    return this
  }

  /** Tells of a route that is added otherwise. */
  describe(route: Described): void {
    this.described.push(route)
  }

  /** An OpenAPI 3.1 document of what is described. */
  document(head: Parameters<typeof documentOf>[1]): object {
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

function valid(part: keyof typeof parts, schema: z.ZodMiniType): MiddlewareHandler {
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
    const fits = type ? kinds[kind].test(type.trim()) : (await bytesOf(c)).byteLength === 0
    if (!fits) throw new Problem('unsupported_media_type')
    await next()
  }
}
