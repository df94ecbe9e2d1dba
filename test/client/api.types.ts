import type { Hono } from 'hono'
import type { hc } from 'hono/client'
import type { Api } from '../../client/api.ts'
import type { Routes } from '../../client/routes.ts'

/*
 * The types of the client's `api` are its own, so that the package needs no dependency. Nothing here runs: `npm run check`
 * compiles it, which fails if a path, method, request or response differs from Hono's client.
 */

type HonoApi = ReturnType<typeof hc<Hono<Record<never, never>, Routes, '/'>>>['api']['auth']

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** The request and the body of the response of every function, without `$url` and `$path` of Hono's client. */
type Calls<T> = {
  [Name in Exclude<keyof T, '$url' | '$path'>]: T[Name] extends (
    ...args: infer Args
  ) => Promise<infer Answer>
    ? [Written<Exclude<Args[0], undefined>>, Written<BodyOf<Answer>>]
    : Calls<T[Name]>
}
/** Hono's client does not type the body of a 204, which has none. */
type BodyOf<T> = T extends { json(): Promise<infer Body> }
  ? unknown extends Body
    ? null
    : Body
  : never
/** Written-out objects, so that equal ones compare as equal. */
type Written<T> = T extends object ? { [Key in keyof T]: Written<T[Key]> } : T

type Flat<T, Path extends string = ''> = {
  [Name in keyof T & string]: T[Name] extends unknown[]
    ? [`${Path}/${Name}`, ...T[Name]]
    : Flat<T[Name], `${Path}/${Name}`>
}[keyof T & string]

type Path<T> = T extends [infer Name, ...unknown[]] ? Name : never
type Request<T, Name> = T extends [Name, infer Sent, unknown] ? Sent : never
type Body<T, Name> = T extends [Name, unknown, infer Received] ? Received : never

type Ours = Flat<Calls<Api>>
type Theirs = Flat<Calls<HonoApi>>

export const paths: Same<Path<Ours>, Path<Theirs>> = true

type Different = {
  [Name in Path<Theirs>]: Same<
    [Request<Ours, Name>, Body<Ours, Name>],
    [Request<Theirs, Name>, Body<Theirs, Name>]
  > extends true
    ? never
    : Name
}[Path<Theirs>]

export const differences: Same<Different, never> = true
export const isNotEmpty: Same<Path<Ours>, never> = false
