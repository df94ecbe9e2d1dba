import { expect } from 'vitest'
import { description } from '../../support/catalogue/description.ts'
import { operations } from '../../support/catalogue/operations.ts'
import type { Answer } from '../../support/requests/client.ts'
import { type Person, password } from '../../support/requests/client.ts'
import { type Service, someAddress, someName } from './service.ts'

/** An operation that accepts a JSON body. */
interface Target {
  method: string
  path: string
  /** Names of its documented fields. */
  fields: string[]
}

export interface Outcome {
  what: string
  answer: Answer
}

const asJson = { 'Content-Type': 'application/json' }

/** Sends the same raw body to every operation that accepts JSON, as a caller with the right credential. */
export async function everywhere(
  service: Service,
  { person, root }: { person: Person; root: Person },
  raw: (target: Target) => string | Uint8Array,
  headers: Record<string, string> = asJson,
): Promise<Outcome[]> {
  const targets = await targetsOf(service)
  expect(targets.length).toBeGreaterThanOrEqual(17)
  const { username } = person
  const signedIn = await service.post('/api/auth/session', { username, password })
  const Cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const page = { Cookie, 'Sec-Fetch-Site': 'same-origin' }
  return Promise.all(
    targets.map(async (target) => {
      const { method, path } = target
      const token = /\/(users|accounts|clients)/.test(path) ? root.token : person.token
      const credential = isByCookie(target)
        ? { headers: { ...headers, ...page } }
        : { headers, token }
      const answer = await service.request(method, path, { raw: raw(target), ...credential })
      return { what: `${method} ${path}`, answer }
    }),
  )
}

/** Accepts no bearer token. */
function isByCookie({ method, path }: Target): boolean {
  return operations[`${method} ${path}`]?.caller === 'browser'
}

async function targetsOf(service: Service): Promise<Target[]> {
  const { paths } = await description(service)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      if (!schema) return []
      const alternatives = [schema, ...(schema.anyOf ?? [])].map(({ properties }) => properties)
      return {
        method: method.toUpperCase(),
        path: path.replace(/\{[^}]+\}/g, crypto.randomUUID()),
        fields: [...new Set(alternatives.flatMap((each) => Object.keys(each ?? {})))],
      }
    }),
  )
}

/** A body that most operations with these fields accept. */
export function sample(fields: string[]): Record<string, string> {
  const values: Record<string, string> = {
    email: someAddress(),
    username: someName(),
    newUsername: someName(),
    role: 'user',
    name: 'Ada',
    first_name: 'Ada',
    last_name: 'Lovelace',
  }
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? password]))
}

/** All returned this status. Operations that require a reset token check it before the body, and return 401. */
export function expectAll(answers: Outcome[], status: number): void {
  for (const { what, answer } of answers) {
    const reset = /reset-password-with-token|PUT .*\/password-reset$/.test(what)
    const wanted = reset && status !== 413 ? 401 : status
    expect([what, answer.status], answer.text).toEqual([what, wanted])
  }
}
