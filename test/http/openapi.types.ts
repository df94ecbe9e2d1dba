import { bodyFailures, gives, json, problems } from '../../worker/http/respond.ts'
import { Router } from '../../worker/http/router.ts'
import * as z from '../../worker/input/zod.ts'

/*
 * What TypeScript refuses of a route. Nothing here runs: `npm run check` compiles it, and a line that is no error any more is
 * one itself.
 */

const responses = { 200: gives(z.object({ name: z.string() })), ...problems(...bodyFailures) }
const read = { method: 'get', path: '/things', operationId: 'x', tags: [], responses } as const
const write = {
  method: 'put',
  path: '/things/{id}',
  operationId: 'x',
  tags: [],
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({ limit: z.coerce.number<string>() }),
    headers: z.object({ 'x-word': z.string() }),
    body: json(z.object({ name: z.string() })),
  },
  responses,
} as const

new Router()
  .openapi(read, (c) => c.json({ name: 'a' }, 200))
  // @ts-expect-error a member of another type
  .openapi(read, (c) => c.json({ name: 1 }, 200))
  // @ts-expect-error a member that is not there
  .openapi(read, (c) => c.json({}, 200))
  // @ts-expect-error a status that is not described
  .openapi(read, (c) => c.json({ name: 'a' }, 201))
  // @ts-expect-error no JSON
  .openapi(read, (c) => c.text('a', 200))
  .openapi(write, async (c) => {
    const { name } = c.req.valid('json')
    const { limit } = c.req.valid('query')
    const { id } = c.req.valid('param')
    const text: string = name + id
    const number: number = limit
    // @ts-expect-error a number is no text
    const wrong: string = limit
    // @ts-expect-error no schema is held against headers
    c.req.valid('header')
    // @ts-expect-error there is no form
    c.req.valid('form')
    return c.json({ name: `${text}${number}${wrong}` }, 200)
  })
  // @ts-expect-error a route that answers nothing
  .openapi({ method: 'get', path: '/things' }, (c) => c.json({}, 200))
