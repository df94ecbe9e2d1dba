import type { Schema } from '@cfworker/json-schema'
import fc from 'fast-check'
import type { Description, Operation } from '../../support/catalogue/description.ts'
import type { Sent } from '../../support/requests/client.ts'
import { naughty } from './naughty.ts'

/** Values for requests: valid ones by field, and every token. */
export interface Known {
  values: Record<string, readonly string[]>
  tokens: readonly string[]
}

/** A request that is valid, almost valid or invalid by the description of its operation. */
export type Imagined = Sent & {
  /** The fields of its JSON object, with the last of repeated ones; undefined without an object. */
  fields: Record<string, unknown> | undefined
}

/** Undocumented fields that clients and attackers send. */
const undocumented = [
  'role',
  'role_id',
  'roleId',
  'is_admin',
  'isAdmin',
  'admin',
  'permissions',
  'id',
  'user_id',
  'is_verified',
  'email_verified_at',
  'password_hash',
  'passwordHash',
  'default_of',
  'disabled_at',
  '__proto__',
  'constructor',
  'prototype',
  'toJSON',
]
/** Sent in undocumented fields only, so it must never be stored. */
export const marker = 'nothing-documents-this'

/** Requests to one operation. `mine` are the valid tokens for it. */
export function requestsTo(
  openapi: Description,
  template: string,
  operation: Operation,
  { values, tokens }: Known,
  mine: readonly string[],
): fc.Arbitrary<Imagined> {
  return fc
    .record({
      path: pathOf(template, operation, values),
      token: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...mine) },
        { weight: 1, arbitrary: fc.constantFrom(undefined, ...tokens) },
        // A header has Latin letters, and fetch trims spaces.
        { weight: 1, arbitrary: fc.stringMatching(/^[!-~]{1,40}$/) },
      ),
      body: bodyOf(openapi, operation, values),
    })
    .map(({ path, token, body }) => ({ path, token, ...body }))
}

type Body = Pick<Imagined, 'raw' | 'form' | 'fields' | 'headers'>

function bodyOf(
  openapi: Description,
  operation: Operation,
  values: Known['values'],
): fc.Arbitrary<Body> {
  const content = operation.requestBody?.content
  if (!content) return fc.constant({ fields: undefined })
  const json = content['application/json']?.schema
  if (!json) {
    const [form] = Object.values(content)
    const { properties = {} } = resolved(openapi, form?.schema ?? {})
    return fc
      .record(
        Object.fromEntries(Object.keys(properties).map((name) => [name, texts(values[name])])),
      )
      .map((form) => ({ form, fields: undefined }))
  }
  const shapes = alternatives(resolved(openapi, json)).map((shape) =>
    entriesOf(openapi, shape, values),
  )
  const objects = fc.oneof(...shapes).map((entries): Body => {
    // Written by hand, so that a name may be "__proto__" or repeated.
    const inner = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    return {
      raw: `{${inner.join(',')}}`,
      fields: JSON.parse(`{${inner.join(',')}}`),
      headers: { 'Content-Type': 'application/json' },
    }
  })
  const others = fc
    .tuple(
      fc.oneof(fc.json(), fc.string(), fc.constant('x'.repeat(65_537))),
      fc.constantFrom('application/json', 'application/json; charset=utf-16', 'text/plain', ''),
    )
    .map(([raw, type]): Body => ({ raw, fields: undefined, headers: { 'Content-Type': type } }))
  return fc.oneof({ weight: 14, arbitrary: objects }, { weight: 1, arbitrary: others })
}

/** The fields of an object schema, each valid, invalid or missing, and some undocumented ones. */
function entriesOf(openapi: Description, schema: Schema, values: Known['values']) {
  const { properties = {} } = resolved(openapi, schema)
  const fields = Object.entries(properties).map(([name, inner]) =>
    fc.oneof(
      {
        weight: 12,
        arbitrary: valuesOf(openapi, inner as Schema, values[name]).map((it) => [[name, it]]),
      },
      { weight: 1, arbitrary: anything.map((it) => [[name, it]]) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
  )
  const extra = fc.tuple(
    fc.oneof(fc.constantFrom(...undocumented), fc.string({ maxLength: 8 })).filter((name) => {
      return !Object.hasOwn(properties, name) && !Object.hasOwn(values, name)
    }),
    fc.oneof(
      fc.constantFrom(true, 'admin', marker, { role: marker }, [marker], null, 1),
      fc.jsonValue({ maxDepth: 2 }).map((inner) => ({ [marker]: inner })),
    ),
  )
  return fc
    .tuple(fc.tuple(...fields), fc.array(extra, { maxLength: 2 }), fc.boolean())
    .map(([sent, extras, first]): [string, unknown][] => {
      const documented = sent.flat() as [string, unknown][]
      return first ? [...extras, ...documented] : [...documented, ...extras]
    })
}

/** Values of a schema, and similar ones. */
function valuesOf(
  openapi: Description,
  schema: Schema,
  right: readonly string[] = [],
): fc.Arbitrary<unknown> {
  const { enum: words, type, anyOf } = resolved(openapi, schema)
  if (anyOf) return fc.oneof(...anyOf.map((one) => valuesOf(openapi, one, right)))
  if (words) return fc.oneof(fc.constantFrom<unknown>(...words), texts(words.map(String)))
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer(), fc.double())
  return texts(right)
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(0, 1e308, -1, '1', true, null, [], {}, [['x']], { length: 1 }),
)

/** Valid text, valid text with a change, and invalid text. */
function texts(right: readonly string[] = []): fc.Arbitrary<string> {
  const wrong = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...naughty) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }) },
    { weight: 1, arbitrary: fc.emailAddress() },
    { weight: 1, arbitrary: halves },
  )
  if (right.length === 0) return wrong
  const known = fc.constantFrom(...right)
  const near = fc
    .tuple(known, fc.constantFrom(...spoilt), wrong)
    .map(([it, spoil, by]) => spoil(it, by))
  return fc.oneof(
    { weight: 5, arbitrary: known },
    { weight: 2, arbitrary: near },
    { weight: 2, arbitrary: wrong },
  )
}

const spoilt: ((right: string, by: string) => string)[] = [
  (right, by) => right + by,
  (right, by) => by + right,
  (right, by) => right.slice(0, 3) + by + right.slice(3),
  (right) => right.toUpperCase(),
  (right) => `  ${right}\t`,
  (right) => right.slice(0, -1),
  (right) => right + right,
  (right) => right.normalize('NFD'),
  (right) => right.padEnd(64, right),
  (right) => right.padEnd(73, right),
]

/** Any UTF-16, including halves of surrogate pairs. */
const halves = fc
  .array(fc.oneof(fc.integer({ min: 0xd800, max: 0xdfff }), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((units) => String.fromCharCode(...units))

/** The path with a value for each of its parameters, and a query with some of the described ones. */
function pathOf(
  template: string,
  { parameters = [] }: Operation,
  values: Known['values'],
): fc.Arbitrary<string> {
  const inPath = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
  const inQuery = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const query = fc.tuple(
    ...inQuery.map((name) => fc.option(texts(values[name]), { freq: 4, nil: undefined })),
  )
  return fc
    .tuple(fc.tuple(...inPath.map((name) => texts(values[name]))), query)
    .map(([filled, asked]) => {
      const path = inPath.reduce((sofar, name, index) => {
        return sofar.replace(`{${name}}`, () => encoded(filled[index] ?? ''))
      }, template)
      const pairs = inQuery.flatMap((name, index) => {
        const value = asked[index]
        return value === undefined ? [] : `${name}=${encoded(value)}`
      })
      return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
    })
}

/** A dot alone is a path segment with a meaning, and half a surrogate pair has no URL encoding. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/^\.+$/, '%252e')
}

function resolved(openapi: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (openapi.components.schemas[name] ?? {})
}

function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ?? [schema]
}
