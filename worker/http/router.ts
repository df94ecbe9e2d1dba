import type { Handler, MiddlewareHandler, ToSchema, TypedResponse } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import type { BlankInput, H, RouterRoute } from 'hono/types'
import type { StatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import type { Settings } from '../config/settings.ts'
import type * as z from '../input/zod.ts'
import { limitBody } from './body.ts'
import type { App } from './context.ts'
import { type DescribedOperation, describe } from './openapi.ts'
import { validators } from './validate.ts'

/*
 * Operations are described, validated and typed at once (decisions/0038): a handler gets what the schemas make of the
 * request, and TypeScript refuses a response that the description does not contain.
 */

/** The contract of an operation, in OpenAPI's terms, and the guards that run before its request is validated. */
export interface Route extends DescribedOperation {
  guards?: readonly MiddlewareHandler[]
}

/** One operation: its contract for the given settings, and its handler. */
export interface Operation<R extends Route = Route> {
  route(settings: Settings): R
  handler: H
}

type HandlerOf<R extends Route> = Handler<
  App,
  PathOf<R['path']>,
  InputOf<R>,
  ResponseOf<R> | Promise<ResponseOf<R>>
>

/** Defines an operation. A contract that depends on the settings is a function of the settings. */
export function operation<const R extends Route>(route: R, handler: HandlerOf<R>): Operation<R>
export function operation<const R extends Route>(
  route: (settings: Settings) => R,
  handler: HandlerOf<R>,
): Operation<R>
export function operation(
  route: Route | ((settings: Settings) => Route),
  handler: H,
): Operation<Route> {
  return { route: typeof route === 'function' ? route : () => route, handler }
}

/** Middleware for operations that are expensive: they hash, send mail or answer strangers. */
interface Limits {
  /** Runs first: the rate limit of a network. */
  before: MiddlewareHandler
  /** Runs once the request is read: no place is taken while a client is still sending. */
  after: MiddlewareHandler
}

/** A Hono app whose operations are added with `add`. */
export class Router extends HonoBase<App> {
  /** The one of Hono's routers that supports our paths. The default one finds out at the first request. */
  override router = new TrieRouter<[H, RouterRoute]>()
  private readonly described: DescribedOperation[] = []
  private readonly limits: Limits

  constructor(limits: Limits) {
    super()
    this.limits = limits
  }

  /** Mounts an operation: body limit, rate limit, guards, validation, concurrency limit, handler. */
  add({ route, handler }: Operation, settings: Settings): void {
    const { guards = [], ...contract } = route(settings)
    const { method, path, expensive, request } = contract
    this.describe(contract)
    const steps = (): H[] => [
      ...(request?.body ? [limitBody] : []),
      ...(expensive ? [this.limits.before] : []),
      ...guards,
      ...validators(request),
      ...(expensive ? [this.limits.after] : []),
      handler,
    ]
    this.on([method], [path.replaceAll(/\{([^{}]+)\}/g, ':$1')], inTurn(steps))
  }

  /** Describes an operation that is mounted in another way. */
  describe(contract: DescribedOperation): void {
    this.described.push(contract)
  }

  /** The OpenAPI 3.1 document of all operations. */
  document(head: Parameters<typeof describe>[1]): object {
    return describe(this.described, head)
  }
}

/**
 * One handler of all the steps of an operation. They are put together at its first request: an isolate serves few of its
 * operations, and each handler that Hono's router knows takes time when the isolate starts. What a step throws reaches
 * the steps before it.
 */
function inTurn(createSteps: () => H[]): MiddlewareHandler<App> {
  let steps: H[] | undefined
  return async (c, next) => {
    steps ??= createSteps()
    const remaining = steps.values()
    const proceed = async (): Promise<void> => {
      const { value: step, done } = remaining.next()
      if (done) return next()
      const response = await step(c, proceed)
      if (response) c.res = response
    }
    await proceed()
  }
}

/** The parts of a request by their names in Hono: `in` is what a client sends, `out` what the schema makes of it. */
type InputOf<R> = R extends { request: infer Q }
  ? Part<'query', Q extends { query: infer S } ? S : undefined> &
      Part<'param', Q extends { params: infer S } ? S : undefined> &
      // Headers are documented but not validated.
      (Q extends { headers: infer S } ? { in: { header: z.input<S> } } : BlankInput) &
      (Q extends { body: { content: infer C } }
        ? Part<'application/json' extends keyof C ? 'json' : 'form', SchemaIn<C>>
        : BlankInput)
  : BlankInput
type Part<Name extends string, S> = S extends z.ZodMiniType
  ? { in: { [K in Name]: z.input<S> }; out: { [K in Name]: z.output<S> } }
  : BlankInput
type SchemaIn<C> = C[keyof C] extends { schema: infer S } ? S : undefined

/** The success responses that the contract describes. Failures are thrown. */
type ResponseOf<R extends Route> = {
  [S in keyof R['responses'] & StatusCode]: R['responses'][S] extends { content: infer C }
    ? SchemaIn<C> extends infer B extends z.ZodMiniType
      ? TypedResponse<JSONParsed<z.output<B>>, S, 'json'>
      : never
    : TypedResponse<null, S, 'body'>
}[keyof R['responses'] & StatusCode]

type PathOf<P extends string> = P extends `${infer Start}/{${infer Name}}${infer Rest}`
  ? `${Start}/:${Name}${PathOf<Rest>}`
  : P

/** The schema of operations as Hono's client reads it. */
export type SchemaOf<O> = UnionToIntersection<
  O extends Operation<infer R>
    ? ToSchema<R['method'], PathOf<R['path']>, InputOf<R>, ResponseOf<R>>
    : never
>
type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (
  all: infer I,
) => void
  ? I
  : never
