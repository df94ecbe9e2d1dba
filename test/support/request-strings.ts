import type { Schema } from '@cfworker/json-schema'
import type { Description } from './described.ts'

/** One string that a request may hold. */
export interface RequestString {
  /** Method and path template. */
  operation: string
  place: 'body' | 'form' | 'path' | 'query' | 'header'
  /** Name of the member or parameter; of a member of an object in the body, its path. */
  name: string
  schema: Schema
}

/** Every string that a request described by this document may hold, except one of a closed set of words. */
export function requestStrings(told: Description): RequestString[] {
  return Object.entries(told.paths).flatMap(([template, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [], requestBody }]) => {
      const operation = `${method.toUpperCase()} ${template}`
      return [
        ...parameters.flatMap((parameter) =>
          strings(told, parameter.schema, parameter.name).map((found) => ({
            operation,
            place: parameter.in as RequestString['place'],
            ...found,
          })),
        ),
        ...Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) =>
          strings(told, schema, '').map((found) => ({
            operation,
            place: type === 'application/json' ? ('body' as const) : ('form' as const),
            ...found,
          })),
        ),
      ]
    }),
  )
}

function strings(
  told: Description,
  schema: Schema | boolean | undefined,
  name: string,
): Pick<RequestString, 'name' | 'schema'>[] {
  if (typeof schema === 'boolean' || schema === undefined) return anything(name)
  const { $ref, anyOf, oneOf, allOf, type, properties, items, additionalProperties } = schema
  if ($ref) return strings(told, told.components.schemas[$ref.split('/').at(-1) ?? ''], name)
  if (schema.enum || 'const' in schema) return []
  const several = anyOf ?? oneOf ?? allOf
  if (several) return several.flatMap((one: Schema | boolean) => strings(told, one, name))
  if (type === undefined) return anything(name)
  const types = [type].flat()
  return [
    ...(types.includes('string') ? [{ name, schema }] : []),
    ...Object.entries(properties ?? {}).flatMap(([member, one]) =>
      strings(told, one, name === '' ? member : `${name}.${member}`),
    ),
    ...(types.includes('array') ? strings(told, items as Schema, `${name}[]`) : []),
    ...(additionalProperties ? strings(told, additionalProperties, `${name}{}`) : []),
  ]
}

/** A schema that says nothing accepts strings, too, and those have no maximum. */
function anything(name: string) {
  return [{ name, schema: {} }]
}
