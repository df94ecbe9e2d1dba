import type * as z from '../input/zod.ts'
import { mapValues } from './openapi.ts'

/** A request body in JSON. Any other content type is 415. */
export function json<T extends z.ZodMiniType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } }
}

/** A success response in JSON. Its schema is created for the description only: responses are not parsed. */
export function response<T extends z.ZodMiniType>(create: () => T, description = 'Success') {
  const content = {
    get schema() {
      return create()
    },
  }
  return { description, content: { 'application/json': content } }
}

/** A success response without a body (204). */
export const noContent = { description: 'Success' } as const

/**
 * The members of `facts` that the schema names, nested objects included. The type checker compares the facts with the
 * schema; nothing is parsed at run time.
 */
export function pick<S extends z.ZodMiniObject>(schema: S, facts: z.output<S>): z.output<S> {
  const given: Record<string, unknown> = facts
  // mapValues loses the types of the members.
  return mapValues(schema.shape, (member, name) =>
    isObject(member) ? pick(member, given[name] as z.output<typeof member>) : given[name],
  ) as z.output<S>
}

function isObject(schema: z.core.$ZodType): schema is z.ZodMiniObject {
  return schema._zod.def.type === 'object'
}

/** A session: its bearer token, or the cookie of a browser. */
export const sessionAuth = [{ bearer: [] }, { cookie: [] }] as const

/** A bearer token only: the guard of the operation accepts no cookie. */
export const bearerAuth = [{ bearer: [] }] as const

/** The cookie of a browser only: the guard of the operation accepts no bearer token. */
export const cookieAuth = [{ cookie: [] }] as const

/** A session, or no credential at all. */
export const optionalAuth = [{}, ...sessionAuth] as const
