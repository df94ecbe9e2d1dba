import * as mini from 'zod/mini'
import { config, type core } from 'zod/mini'
import { once } from './once.ts'

// Zod Mini is half as large, because a bundler can remove unused functions. It has no error messages.
config({ localeError: errorMessage })

export * from 'zod/mini'

/** What a schema that is created later makes of its input. */
export type OutputOf<S extends () => mini.ZodMiniType> = mini.output<ReturnType<S>>

/** A schema that the description of the API names, created when it is first used. */
export function component<S extends mini.ZodMiniType>(id: string, create: () => S): () => S {
  return once(() => {
    const schema = create()
    mini.globalRegistry.add(schema, { id })
    return schema
  })
}

// A schema takes some microseconds to create. Schemas never change, so equal ones are one.
export const string = shared(mini.string)
export const boolean = shared(mini.boolean)
export const int = shared(mini.int)
export const nullable = sharedFor(mini.nullable)
export const optional = sharedFor(mini.optional)

/** A call without parameters always returns the same schema. */
function shared<C extends (...params: never[]) => object>(create: C): C {
  const schema = once(() => create())
  const one = (...params: Parameters<C>) => (params.length > 0 ? create(...params) : schema())
  return one as C
}

/** A call with the same inner schema always returns the same schema. */
function sharedFor<C extends (inner: never) => object>(create: C): C {
  const schemas = new WeakMap<object, object>()
  const one: (inner: never) => object = (inner) => {
    const schema = schemas.get(inner) ?? create(inner)
    schemas.set(inner, schema)
    return schema
  }
  return one as C
}

const kinds: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

/** The error of a value, as the end of a sentence that begins with the name of the field. */
function errorMessage(issue: core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${listed(issue.values.map((value) => JSON.stringify(value)))}`
    case 'too_small':
      return `must ${bound(issue.origin, 'at least', issue.minimum)}`
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `must not have ${listed(issue.keys)}`
    case 'invalid_format':
      if (issue.format === 'datetime') return 'must be a date and time such as 2026-01-31T12:00:00Z'
  }
  return 'does not have the right form'
}

const units: Record<string, string> = { string: 'character', array: 'item' }

function bound(origin: string, which: string, count: number | bigint): string {
  const unit = units[origin]
  return unit
    ? `have ${which} ${count} ${unit}${Number(count) === 1 ? '' : 's'}`
    : `be ${which} ${count}`
}

/** `a`, `a or b`, `a, b or c`. */
function listed(words: string[]): string {
  return words.join(', ').replace(/, (?!.*, )/, ' or ')
}
