import { json, response } from '../../worker/http/respond.ts'
import { operation } from '../../worker/http/router.ts'
import * as z from '../../worker/input/zod.ts'

/*
 * What TypeScript rejects in an operation. Nothing here runs: `npm run check` compiles it, and an expected error that does
 * not occur is an error itself.
 */

const responses = { 200: response(() => z.object({ name: z.string() })) }
const described = { operationId: 'x', tags: [], responses }
const read = () => described
const write = () => ({
  ...described,
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({ limit: z.coerce.number<string>() }),
    headers: z.object({ 'x-word': z.string() }),
    body: json(z.object({ name: z.string() })),
  },
})

operation('get', '/things', read, (c) => c.json({ name: 'a' }, 200))
// @ts-expect-error a member of another type
operation('get', '/things', read, (c) => c.json({ name: 1 }, 200))
// @ts-expect-error a missing member
operation('get', '/things', read, (c) => c.json({}, 200))
// @ts-expect-error a status that is not described
operation('get', '/things', read, (c) => c.json({ name: 'a' }, 201))
// @ts-expect-error a response that is not JSON
operation('get', '/things', read, (c) => c.text('a', 200))
operation('put', '/things/{id}', write, async (c) => {
  const { name } = c.req.valid('json')
  const { limit } = c.req.valid('query')
  const { id } = c.req.valid('param')
  const text: string = name + id
  const number: number = limit
  // @ts-expect-error a number is not text
  const wrong: string = limit
  // @ts-expect-error headers are not validated
  c.req.valid('header')
  // @ts-expect-error the operation has no form
  c.req.valid('form')
  return c.json({ name: `${text}${number}${wrong}` }, 200)
})
const undescribed = () => ({ operationId: 'x', tags: [] })
// @ts-expect-error an operation without responses
operation('get', '/things', undescribed, (c) => c.json({}, 200))
