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
export interface Contract extends Omit<DescribedOperation, 'method' | 'path'> {
  guards?: readonly MiddlewareHandler[]
}

/** One operation: where it is served, its contract for the given settings, and its handler. */
export interface Operation<
  M extends string = string,
  P extends string = string,
  C extends Contract = Contract,
> {
  method: M
  path: P
  contract(settings: Settings): C
  handler: H
}

type HandlerOf<P extends string, C extends Contract> = Handler<
  App,
  PathOf<P>,
  InputOf<C>,
  ResponseOf<C> | Promise<ResponseOf<C>>
>

/**
 * Defines an operation. Its contract is created at its first request, or for the description: an isolate serves few of its
 * operations, and schemas take time when it starts.
 */
export function operation<const M extends string, const P extends string, const C extends Contract>(
  method: M,
  path: P,
  contract: (settings: Settings) => C,
  handler: HandlerOf<P, C>,
): Operation<M, P, C> {
  return { method, path, contract, handler }
}

/** Middleware for operations that are expensive: they hash, send mail or answer strangers. */
interface Limits {
  /** Runs first: the rate limit of a network. */
  before: MiddlewareHandler
  /** Runs once the request is read: no place is taken while a client is still sending. */
  after: MiddlewareHandler
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** A Hono app whose operations are added with `add`. */
export class Router extends HonoBase<App> {
  /** The one of Hono's routers that supports our paths. The default one finds out at the first request. */
  override router = new TrieRouter<[H, RouterRoute]>()
  private readonly described: (() => DescribedOperation)[] = []
  private readonly limits: Limits

  constructor(limits: Limits) {
    super()
    this.limits = limits
  }

  /** Mounts an operation: body limit, rate limit, guards, validation, concurrency limit, handler. */
  add({ method, path, contract, handler }: Operation, settings: Settings): void {
    this.describe(() => ({ method, path, ...contract(settings) }))
    const steps = (): H[] => {
      const { guards = [], expensive, request } = contract(settings)
      return [
        ...(request?.body ? [limitBody] : []),
        ...(expensive ? [this.limits.before] : []),
        ...guards,
        ...validators(request),
        ...(expensive ? [this.limits.after] : []),
        handler,
      ]
    }
    this.on([method], [path.replaceAll(/\{([^{}]+)\}/g, ':$1')], inTurn(steps))
  }

  /** Describes an operation that is mounted in another way. */
  describe(contract: () => DescribedOperation): void {
    this.described.push(contract)
  }

  /** The methods that a path has, as the `Allow` header lists them (RFC 9110 section 10.2.1). */
  methodsOf(path: string): string[] {
    return methods
      .filter((method) => {
        const [found] = this.router.match(method, path)
        return found.some(([[, route]]) => route.method === method)
      })
      .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method))
  }

  /** The OpenAPI 3.1 document of all operations. */
  document(head: Parameters<typeof describe>[1]): object {
    return describe(
      this.described.map((contract) => contract()),
      head,
    )
  }
}

/**
 * One handler of all the steps of an operation, which are put together at its first request. What a step throws reaches the
 * steps before it.
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
type InputOf<C> = C extends { request: infer Q }
  ? Part<'query', Q extends { query: infer S } ? S : undefined> &
      Part<'param', Q extends { params: infer S } ? S : undefined> &
      // Headers are documented but not validated.
      (Q extends { headers: infer S } ? { in: { header: z.input<S> } } : BlankInput) &
      (Q extends { body: { content: infer M } }
        ? Part<'application/json' extends keyof M ? 'json' : 'form', SchemaIn<M>>
        : BlankInput)
  : BlankInput
type Part<Name extends string, S> = S extends z.ZodMiniType
  ? { in: { [K in Name]: z.input<S> }; out: { [K in Name]: z.output<S> } }
  : BlankInput
type SchemaIn<M> = M[keyof M] extends { schema: infer S } ? S : undefined

/** The success responses that the contract describes. Failures are thrown. */
type ResponseOf<C extends Contract> = {
  [S in keyof C['responses'] & StatusCode]: C['responses'][S] extends { content: infer M }
    ? SchemaIn<M> extends infer B extends z.ZodMiniType
      ? TypedResponse<JSONParsed<z.output<B>>, S, 'json'>
      : never
    : TypedResponse<null, S, 'body'>
}[keyof C['responses'] & StatusCode]

type PathOf<P extends string> = P extends `${infer Start}/{${infer Name}}${infer Rest}`
  ? `${Start}/:${Name}${PathOf<Rest>}`
  : P

/** The schema of operations as Hono's client reads it. */
export type SchemaOf<O> = UnionToIntersection<
  O extends Operation<infer M, infer P, infer C>
    ? ToSchema<M, PathOf<P>, InputOf<C>, ResponseOf<C>>
    : never
>
type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (
  all: infer I,
) => void
  ? I
  : never
