import type { Account } from '../accounts/account.ts'
import type { Settings } from '../config/settings.ts'
import * as z from '../input/zod.ts'
import type { findByResetToken } from '../passwords/reset.ts'
import type { Caller } from '../sessions/session.ts'
import type { Call } from './context.ts'
import { mapped } from './openapi.ts'
import { codes } from './problem.ts'
import type { Router } from './router.ts'

/** What a request carries on its way: `call` always, the others once a guard of bearer.ts has set them. */
export interface App {
  Variables: {
    call: Call
    caller: Caller
    account: Account
    reset: NonNullable<Awaited<ReturnType<typeof findByResetToken>>>
  }
}

/** A body that a document promises. */
export type Body = z.ZodMiniObject

/**
 * Of what is true, what a body promises: its members and those of objects in it, and everything else as it is. Parsing
 * gives the same, and looks once more at what is our own, which the tests hold against the description.
 */
export function take(body: Body, facts: Facts): Facts {
  return mapped(body.shape, (schema, name) => {
    const fact = facts[name]
    return schema instanceof z.ZodMiniObject ? take(schema, fact as Facts) : fact
  })
}
type Facts = Record<string, unknown>

/**
 * One product's documented API. What it shares with others on one path is declared, and folded by shared.ts;
 * what is its own it mounts itself.
 */
export interface Document {
  /** The body of POST /api/auth/login, and what it accepts as the name. */
  login?: { by: 'username' | 'email'; body: Body }
  /** The body of POST /api/auth/register, and whether it signs the new account in. */
  register?: { signsIn: boolean; body: Body }
  /** The body of GET /api/auth/me. */
  me?: { body: Body }
  mount(app: Router, settings: Settings): void
}

/** RFC 9457, with the members that clients of the five products look for. */
export const ProblemBody = z
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

/** A request body in JSON; anything else is 415. */
export function json<T extends z.ZodMiniType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } }
}

/** A success, described. */
export function gives<T extends z.ZodMiniType>(schema: T, description = 'Success') {
  return { description, content: { 'application/json': { schema } } }
}

const reasons = {
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
} as const
type Failure = keyof typeof reasons

/** The failures an endpoint can answer with. Every path has methods that it has not, and storage can fail under each. */
export function problems(...statuses: Exclude<Failure, 405 | 503>[]) {
  const all = [...statuses, 405, 503] as const
  return Object.fromEntries(
    all.map((status) => [
      status,
      {
        description: reasons[status],
        content: { 'application/problem+json': { schema: ProblemBody } },
      },
    ]),
  )
}

/** The failures of taking a body at all. */
export const bodyFailures = [400, 408, 413, 415] as const

/** A session: its token, or the cookie of a browser. */
export const bearer = [{ bearer: [] }, { cookie: [] }] as const

/** The same, or nothing. */
export const optionalBearer = [{}, ...bearer] as const
