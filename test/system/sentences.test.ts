import { describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import {
  alternatives,
  description,
  type Operation,
  resolved,
} from '../support/catalogue/description.ts'
import { callerOf } from '../support/catalogue/operations.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { cookieFor, ours } from '../support/requests/browser.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Derived from /openapi.json, so that a new field is tested, too: the message about an invalid value is our own.
 * `expectProblem` compares every sentence with the allowed forms.
 */
const service = new Service()
const openapi = await description(service)

/** At least one of them is invalid for any field. */
const values = [
  ...[undefined, null, true, 42, -1, 0, 1.5, 1e300, ['text'], [], { text: 1 }],
  ...['', ' ', 'x', 'no', '\ud800', '\0', 'a\nb', 'x@', 'x'.repeat(65), 'é'.repeat(2100)],
]

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replaceAll(/\{[^}]+\}/g, crypto.randomUUID()),
    operation,
  })),
)

/** The credentials of an administrator, and the token of a reset link of another account. */
let credentials: { admin: string; reset: string; cookie: string }
freshDatabase(async () => {
  const { token } = await administrator()
  await person('reader@example.com')
  credentials = {
    admin: token,
    reset: await resetToken(service, 'reader@example.com'),
    cookie: await cookieFor(token),
  }
})

describe('The message about an invalid value', () => {
  test.each(operations)('$name', async ({ name, method, path, operation }) => {
    const { admin, reset } = credentials
    // A caller with the right credential.
    const tokens = operation.security?.length ? [admin, reset] : [undefined]
    const cookie =
      callerOf(name) === 'browser' ? { ...ours, Cookie: credentials.cookie } : undefined
    let refused = 0
    for (const request of wrong(operation)) {
      for (const token of tokens) {
        const headers = { 'CF-Connecting-IP': someAddress(), ...cookie }
        const answer = await service.request(method, `${path}${request.query ?? ''}`, {
          ...request.sent,
          headers,
          ...(!cookie && { token }),
        })
        if (answer.body?.code !== 'invalid_input') continue
        expectProblem(answer, 400, 'invalid_input')
        expect(answer.body.detail).toMatch(/^[\w.-]+ [a-z]|^The request body /)
        refused++
      }
    }
    const fields = Object.keys(bodyOf(operation)).length
    if (fields > 0) expect(refused).toBeGreaterThan(fields)
  })
})

type Wrong = { query?: string; sent?: { json: unknown } | { form: Record<string, string> } }

/** Requests with an invalid value in each place. */
function wrong(operation: Operation): Wrong[] {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const json = operation.requestBody?.content['application/json'] !== undefined
  const fields = Object.keys(bodyOf(operation))
  return [
    ...query.flatMap(({ name }) =>
      values.map(
        (value): Wrong => ({ query: `?${new URLSearchParams({ [name]: String(value) })}` }),
      ),
    ),
    ...(operation.requestBody ? values.map((value): Wrong => bodied(json, value)) : []),
    ...fields.flatMap((name) => values.map((value): Wrong => bodied(json, { [name]: value }))),
  ]
}

function bodied(json: boolean, value: unknown): Wrong {
  if (json) return { sent: { json: value ?? null } }
  const entries = Object.entries(Object(value)).map(([name, each]) => [name, String(each)])
  return { sent: { form: Object.fromEntries(entries) } }
}

/** The fields of a body, in all its alternatives. */
function bodyOf(operation: Operation): Record<string, unknown> {
  const [media] = Object.values(operation.requestBody?.content ?? {})
  if (!media) return {}
  const shapes = alternatives(resolved(openapi, media.schema)).map((one) => resolved(openapi, one))
  return Object.assign({}, ...shapes.map(({ properties }) => properties ?? {}))
}
