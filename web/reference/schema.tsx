import { t } from '../lib/text.ts'
import { type Description, resolve, type Schema } from './openapi.ts'

interface Props {
  schema: Schema
  description: Description
  /** How many references were followed: a schema may contain itself. */
  depth?: number
}

/** Deeper objects are rare, and their fields no longer fit a phone. */
const maxDepth = 4

/** The fields of a schema, and below each the fields of its object. */
export function SchemaFields({ schema, description, depth = 0 }: Props) {
  const { properties, required = [], items, anyOf } = resolve(schema, description)
  if (depth > maxDepth) return null
  const nested = (inner: Schema) => (
    <SchemaFields schema={inner} description={description} depth={depth + 1} />
  )
  if (items) return nested(items)
  if (anyOf) return anyOf.map(nested)
  if (!properties) return null
  return (
    <dl class="reference-fields">
      {Object.entries(properties).map(([name, field]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
            <Type schema={field} description={description} />
            {required.includes(name) && <b>{t('reference.required')}</b>}
          </dt>
          <dd>{nested(field)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The type and the limits of a value in one line. */
export function Type({ schema, description }: Pick<Props, 'schema' | 'description'>) {
  return <code class="reference-type">{typeOf(schema, description)}</code>
}

function typeOf(given: Schema, description: Description): string {
  const schema = resolve(given, description)
  const { type, items, anyOf, enum: values, const: constant, format, pattern } = schema
  if (constant !== undefined) return JSON.stringify(constant)
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ')
  if (anyOf) return [...new Set(anyOf.map((each) => typeOf(each, description)))].join(' | ')
  if (items) return `${typeOf(items, description)}[]`
  const limits = [
    range(schema.minLength, schema.maxLength),
    range(schema.minimum, schema.maximum),
    format,
    pattern,
    schema.default !== undefined && `= ${JSON.stringify(schema.default)}`,
  ]
  return [[type ?? 'any'].flat().join(' | '), ...limits].filter(Boolean).join(' ')
}

function range(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined && to === undefined) return undefined
  return `${from ?? ''}…${to ?? ''}`
}
