import type { Context } from 'hono'
import { maxLength } from '../input/max-length.ts'
import { text } from '../input/text.ts'
import * as z from '../input/zod.ts'

/** How many items a page of a list has at most. */
export function limit(max: number) {
  return z.optional(z.coerce.number<number | string>().check(z.int(), z.gte(1), z.lte(max)))
}

/** Where a page begins. Clients take it from the previous page. */
export function cursor<T>(parse: (text: string) => T | undefined) {
  return z.optional(
    z
      .pipe(text(maxLength.cursor), z.transform(parse))
      .check(z.refine((at) => at !== undefined, 'must come from a Link header')),
  )
}

/** Adds a Link header (RFC 8288) to the next or the previous page: the path of this request with the given query. */
export function link(c: Context, rel: 'next' | 'prev', query: URLSearchParams): void {
  c.header('Link', `<${c.req.path}?${query}>; rel="${rel}"`, { append: true })
}

/** The query of this request with another cursor. */
export function queryWith(
  c: Context,
  parameter: 'after' | 'before',
  cursor: string,
): URLSearchParams {
  const query = new URL(c.req.url).searchParams
  for (const other of ['after', 'before']) query.delete(other)
  query.set(parameter, cursor)
  return query
}

/** The response of a list in our own API. `next` is the cursor of the next page; null on the last page. */
export function list<T extends z.ZodMiniType>(item: T) {
  return z.object({ items: z.array(item), next: z.nullable(z.string()) })
}
