import { expect } from 'vitest'
import { description } from '../../support/catalogue/description.ts'
import type { Answer } from '../../support/requests/client.ts'
import { type Person, password } from '../../support/requests/client.ts'
import { type Service, someAddress, someName } from './service.ts'

/** An operation that takes a JSON body. */
interface Target {
  method: string
  path: string
  /** Names of the fields it knows. */
  fields: string[]
}

export interface Told {
  what: string
  answer: Answer
}

const asJson = { 'Content-Type': 'application/json' }

/** The same raw body to every operation that takes JSON, by somebody who may call it. */
export async function everywhere(
  service: Service,
  { person, root }: { person: Person; root: Person },
  raw: (target: Target) => string | Uint8Array,
  headers: Record<string, string> = asJson,
): Promise<Told[]> {
  const targets = await targetsOf(service)
  expect(targets.length).toBeGreaterThanOrEqual(17)
  return Promise.all(
    targets.map(async (target) => {
      const { method, path } = target
      const token = /\/(users|accounts)/.test(path) ? root.token : person.token
      const answer = await service.request(method, path, { raw: raw(target), headers, token })
      return { what: `${method} ${path}`, answer }
    }),
  )
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
        path: path.replace(/\{.+\}/, crypto.randomUUID()),
        fields: [...new Set(alternatives.flatMap((each) => Object.keys(each ?? {})))],
      }
    }),
  )
}

/** A body that most operations with these fields would take. */
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

/** All answered with this status; what wants a reset token asks for that before it looks at a body. */
export function expectAll(answers: Told[], status: number): void {
  for (const { what, answer } of answers) {
    const reset = /reset-password-with-token|PUT .*\/password-reset$/.test(what)
    const wanted = reset && status !== 413 ? 401 : status
    expect([what, answer.status], answer.text).toEqual([what, wanted])
  }
}
