import * as z from './zod.ts'

/** `input` describes what a client sends, `output` what the schema turns it into. */
export type Io = 'input' | 'output'
export type Json = Record<string, unknown>

/**
 * JSON Schema (2020-12) of the kinds of Zod schema that our requests and responses use. Zod's own converter supports every
 * kind and would be a tenth of the bundle. Responses may get more members, so no object is closed.
 * @param component returns the reference to a schema that has an `id`; `write` returns its definition
 */
export function jsonSchema(
  schema: z.ZodMiniType,
  io: Io,
  component: (id: string, write: () => Json) => Json,
): Json {
  const write = (inner: z.core.$ZodType): Json => {
    const { id, ...facts } = z.globalRegistry.get(inner) ?? {}
    // `type` of the definition discriminates the kinds.
    const definition = () => ({ ...written(inner as z.core.$ZodTypes), ...facts })
    return id === undefined ? definition() : component(id, definition)
  }
  return write(schema)

  function written({ _zod: { def } }: z.core.$ZodTypes): Json {
    switch (def.type) {
      case 'string':
      case 'number':
        return { type: def.type, ...limitsOf(def) }
      case 'boolean':
      case 'null':
        return { type: def.type }
      case 'literal': {
        const [value] = def.values
        return { type: typeof value, const: value }
      }
      case 'enum':
        return { type: 'string', enum: Object.values(def.entries) }
      case 'array':
        return { type: 'array', items: write(def.element) }
      case 'object': {
        const members = Object.entries(def.shape)
        const presence = io === 'input' ? 'optin' : 'optout'
        const required = members.filter(([, { _zod }]) => _zod[presence] === undefined)
        return {
          type: 'object',
          properties: Object.fromEntries(members.map(([name, each]) => [name, write(each)])),
          ...(required.length > 0 && { required: required.map(([name]) => name) }),
        }
      }
      case 'record':
        return { type: 'object', additionalProperties: write(def.valueType) }
      case 'union':
        return { anyOf: def.options.map(write) }
      case 'nullable': {
        const { type, ...facts } = write(def.innerType)
        const isPlain = type !== undefined && Object.keys(facts).length === 0
        return isPlain
          ? { type: [type, 'null'] }
          : { anyOf: [write(def.innerType), { type: 'null' }] }
      }
      case 'optional':
        return write(def.innerType)
      case 'default':
        return { ...write(def.innerType), default: def.defaultValue }
      case 'pipe':
        return write(def[io === 'input' ? 'in' : 'out'])
      case 'unknown':
        return {}
      default:
        throw new Error(`there is no JSON Schema for ${def.type}`)
    }
  }
}

/** The limits of a string or a number. A schema of a format is a check itself. */
function limitsOf(def: z.core.$ZodStringDef | z.core.$ZodNumberDef): Json {
  const checks = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)]
  // Zod types a check by its common members; `check` discriminates them.
  return Object.assign({}, ...checks.map((check) => limitOf(check as Check)))
}

type Check = z.core.$ZodChecks['_zod']['def']

/** Checks that are functions have no equivalent in JSON Schema. */
function limitOf(check: Check): Json {
  switch (check.check) {
    case 'min_length':
      return { minLength: check.minimum }
    case 'greater_than':
      return { minimum: check.value }
    case 'less_than':
      return { maximum: check.value }
    case 'number_format':
      return { type: 'integer' }
    case 'string_format':
      return check.format === 'datetime'
        ? { format: 'date-time' }
        : { pattern: check.pattern?.source }
    default:
      return {}
  }
}
