/** The part of OpenAPI 3.1 that the service's description uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  example?: unknown
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: Schema
}

type Content = Record<string, { schema?: Schema }>

interface Described {
  operationId: string
  tags: string[]
  summary?: string
  security?: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, { description?: string; content?: Content }>
}

export interface Description {
  paths: Record<string, Record<string, Described>>
  tags: { name: string; description?: string }[]
  components: { schemas: Record<string, Schema> }
}

export interface Operation extends Described {
  /** In capitals. */
  method: string
  path: string
}

/** The operations by their tags, in the order of the description. */
export function operationsByTag({ paths, tags }: Description): [tag: string, Operation[]][] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...described,
      method: method.toUpperCase(),
      path,
    })),
  )
  return tags
    .map(({ name }): [string, Operation[]] => [name, all.filter((each) => each.tags[0] === name)])
    .filter(([, operations]) => operations.length > 0)
}

/** Whether an operation contains every word. */
export function matches({ method, path, operationId, summary }: Operation, text: string): boolean {
  const searched = `${method} ${path} ${operationId} ${summary}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word))
}

/** The schema that a reference names. */
export function resolve(schema: Schema, { components }: Description): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (components.schemas[name] ?? {})
}

/** The first media type of a content, with its schema. */
export function firstOf(content: Content | undefined): [type: string, Schema] | undefined {
  const [first] = Object.entries(content ?? {})
  return first && [first[0], first[1].schema ?? {}]
}

/** A value that the schema accepts in form, such as a string for a string. */
export function exampleOf(schema: Schema, description: Description): unknown {
  const { example, const: constant, enum: values, ...rest } = resolve(schema, description)
  const given = example ?? constant ?? rest.default ?? values?.[0]
  if (given !== undefined) return given
  const [alternative] = rest.anyOf ?? []
  if (alternative) return exampleOf(alternative, description)
  if (rest.properties) {
    return Object.fromEntries(
      Object.entries(rest.properties).map(([name, each]) => [name, exampleOf(each, description)]),
    )
  }
  if (rest.items) return [exampleOf(rest.items, description)]
  switch ([rest.type].flat()[0]) {
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return rest.minimum ?? 1
    case 'object':
      return {}
    default:
      return '…'
  }
}

/** The operation as a command of curl. */
export function curlOf(operation: Operation, description: Description, origin: string): string {
  const { method, path, security = [], requestBody } = operation
  const body = firstOf(requestBody?.content)
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}'${origin}${path}'`]
  if (security.some((scheme) => 'bearer' in scheme)) {
    lines.push('-H "Authorization: Bearer $TOKEN"')
  }
  if (body) {
    const [type, schema] = body
    const example = exampleOf(schema, description)
    lines.push(`-H 'Content-Type: ${type}'`)
    lines.push(`-d '${isForm(type) ? formOf(example) : JSON.stringify(example)}'`)
  }
  return lines.join(' \\\n  ')
}

function isForm(type: string): boolean {
  return !type.endsWith('json')
}

function formOf(value: unknown): string {
  return new URLSearchParams(value as Record<string, string>).toString()
}
