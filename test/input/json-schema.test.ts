import { expect, test } from 'vitest'
import { type Io, jsonSchema } from '../../worker/input/json-schema.ts'
import * as z from '../../worker/input/zod.ts'

const Named = z.object({ kind: z.literal('named') }).check(z.meta({ id: 'Named' }))

/** One schema of each kind that requests and responses use, alone and nested. */
const kinds: Record<string, z.ZodMiniType> = {
  text: z.string(),
  'text with checks': z.string().check(z.trim(), z.minLength(2), z.regex(/^\P{Cc}*$/u)),
  'text with metadata': z
    .string()
    .check(z.meta({ maxLength: 9, example: 'some' }), z.describe('It')),
  'a number': z.number(),
  'a whole number': z.int(),
  'a whole number within bounds': z.coerce.number().check(z.int(), z.gte(1), z.lte(100)),
  'a boolean': z.boolean(),
  null: z.null(),
  'a word': z.literal('word'),
  true: z.literal(true),
  'a set of words': z.enum(['one', 'two']),
  'a list': z.array(z.string()),
  'text or null': z.nullable(z.string()),
  'text with checks, or null': z.nullable(z.string().check(z.minLength(1))),
  'an object or null': z.nullable(z.object({ a: z.string() })),
  'one of two objects': z.union([z.object({ a: z.string() }), z.object({ b: z.int() })]),
  'optional members': z.object({
    required: z.string(),
    optional: z.optional(z.string()),
    nullish: z.nullish(z.string().check(z.minLength(1))),
    preset: z._default(z.enum(['one', 'two']), 'one'),
    described: z.optional(z.string()).check(z.describe('It')),
  }),
  'no required member': z.object({ optional: z.optional(z.string()) }),
  'a value computed from text': z.pipe(
    z.string().check(z.minLength(1)),
    z.transform((text) => text.length),
  ),
  anything: z.unknown(),
  'a schema with a name': z.object({ one: Named, many: z.array(Named), maybe: z.nullable(Named) }),
}

const cases = Object.entries(kinds).flatMap(([name, schema]) =>
  (['input', 'output'] as const)
    // The output of a function has no description.
    .filter((io) => io === 'input' || name !== 'a value computed from text')
    .map((io): [string, Io, z.ZodMiniType] => [name, io, schema]),
)

test.each(cases)('%s is written as Zod writes it: %s', (_, io, schema) => {
  const named: Record<string, unknown> = {}
  const written = jsonSchema(schema, io, (id, write) => {
    named[id] ??= write()
    return { $ref: `#/$defs/${id}` }
  })
  const {
    $schema,
    $defs = {},
    ...expected
  } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: part }) => {
      // A response may have further members.
      delete part.additionalProperties
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum
    },
  })
  expect(written).toEqual(expected)
  expect(named).toEqual(
    Object.fromEntries(Object.entries($defs).map(([id, { id: _, ...rest }]) => [id, rest])),
  )
})

test('a time has a format and no pattern', () => {
  const written = jsonSchema(z.iso.datetime({ offset: true }), 'output', () => ({}))
  expect(written).toEqual({ type: 'string', format: 'date-time' })
})

test('a record describes its values', () => {
  const written = jsonSchema(z.record(z.string(), z.string()), 'output', () => ({}))
  expect(written).toEqual({ type: 'object', additionalProperties: { type: 'string' } })
})

test('a kind that cannot be described throws', () => {
  expect(() => jsonSchema(z.date(), 'output', () => ({}))).toThrow('date')
})
