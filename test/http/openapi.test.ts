import { env } from 'cloudflare:workers'
import { type Schema, Validator } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'
import { apiTexts } from '../../web/text/api-texts.ts'
import { products, servedOperations, settingsOf } from '../../worker/capabilities.ts'
import { type Api, apis } from '../../worker/config/vars.ts'
import { impliedStatuses } from '../../worker/http/openapi.ts'
import { sharedOperations } from '../../worker/products/shared.ts'
import { administrator, person } from '../support/accounts/people.ts'
import {
  type Description,
  description,
  isSecured,
  operationsOf,
  sample,
} from '../support/catalogue/description.ts'
import { callerOf, operations } from '../support/catalogue/operations.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

/** Names of the operations that the document of a product lists. */
const documented = (api: Api) =>
  Object.keys(operations).filter((name) => operations[name]?.products?.includes(api))

/** Names of the operations of Latchkey's own API, which every service has. */
const own = Object.keys(operations).filter((name) => !operations[name]?.products)

/** What a person answers on a page, which no program must answer instead. */
const byCookieOnly = [
  'POST /api/auth/authorization',
  'POST /api/auth/device-authorization',
  'PUT /api/auth/device-authorization',
]

const needsCredential = (name: string) => !['anyone', 'optional session'].includes(callerOf(name))

/** Headers of every response with this status. */
const headersOf: Record<string, string[]> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
}

const sets: { name: string; enabled: Api[] }[] = [
  { name: 'all five together', enabled: [...apis] },
  ...apis.map((api) => ({ name: `${api} alone`, enabled: [api] })),
]

test('each summary is of an operation', async () => {
  const services = [new Service({ OPEN_ARCHIVER_MFA: 'on', DEVICE: 'on' }), new Service()]
  const described = await Promise.all(services.map(description))
  const ids = described.flatMap(describedIn).map(({ operation }) => operation.operationId)
  expect(Object.keys(apiTexts.summaries).toSorted()).toEqual([...new Set(ids)].toSorted())
})

test('a contract lists only the statuses that the rest of it does not imply', async () => {
  const settings = await settingsOf(new Service({ OPEN_ARCHIVER_MFA: 'on', DEVICE: 'on' }).env)
  const operations = [
    ...sharedOperations(products, settings),
    ...products.flatMap((product) => product.operations(settings)),
    ...servedOperations(settings),
  ]
  const repeated = operations.flatMap(({ method, path, contract }) => {
    const { problems = [], ...rest } = contract(settings)
    const implied = impliedStatuses(rest)
    const unneeded = problems.filter(
      (each, at) => implied.includes(each) || problems.indexOf(each) !== at,
    )
    return unneeded.map((status) => `${method} ${path} ${status}`)
  })
  expect(operations.length).toBeGreaterThan(90)
  expect(repeated).toEqual([])
})

describe.each(sets)('$name', ({ enabled }) => {
  const service = serving(enabled)
  const wanted = new Set([...enabled.flatMap(documented), ...own])

  test('/openapi.json describes exactly the documented operations', async () => {
    const described = describedIn(await description(service)).map(({ name }) => name)
    expect(described.toSorted()).toEqual([...wanted].toSorted())
  })

  test('the documented operations are served, and no other method of their paths', async () => {
    for (const path of pathsOf(wanted)) {
      const methods = methodsOf(wanted, path)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status, headers, body } = await service.request(method, concrete(path))
        const message = `${method} ${path} answered ${status} ${JSON.stringify(body)}`
        expect(body?.code, message).not.toBe('not_found')
        expect(body?.code === 'method_not_allowed', message).toBe(!methods.includes(method))
        if (methods.includes(method)) continue
        expect(status).toBe(405)
        const allowed = headers.get('Allow')?.split(', ') ?? []
        expect(
          allowed.filter((name) => name !== 'HEAD' && name !== 'OPTIONS').toSorted(),
          message,
        ).toEqual(methods.toSorted())
      }
    }
  })

  test('every operationId is unique', async () => {
    const names = describedIn(await description(service)).map(
      ({ operation }) => operation.operationId,
    )
    expect(new Set(names).size).toBe(names.length)
  })

  test('each operation has a name, a summary, failures in one format, and its security', async () => {
    const openapi = await description(service)
    for (const { name, operation } of describedIn(openapi)) {
      expect(operation.summary, name).toMatch(/\w/)
      expect(operation.tags?.length, name).toBe(1)
      expect(operation.operationId, name).toMatch(/^[a-z]+([A-Z][a-z]*)*$/)
      expect(isSecured(operation), name).toBe(needsCredential(name))
      const ways = operation.security.flatMap((way) => Object.keys(way))
      if (ways.length > 0) expect(ways.includes('bearer'), name).toBe(!byCookieOnly.includes(name))
      for (const way of ways) expect(openapi.components.securitySchemes).toHaveProperty(way)
      expect(Object.keys(operation.responses), name).toContain('503')
      if (needsCredential(name)) expect(Object.keys(operation.responses), name).toContain('401')
      for (const [status, response] of Object.entries(operation.responses)) {
        const { description: words, headers, content } = response
        expect(words, `${name} ${status}`).toMatch(/\w/)
        expect(Object.keys(headers), `${name} ${status}`).toEqual(
          expect.arrayContaining(['X-Request-Id', ...(headersOf[status] ?? [])]),
        )
        if (status === '204') {
          expect(content, name).toBeUndefined()
          continue
        }
        if (words === 'Never') {
          expect([name, content]).toEqual(['POST /api/auth/register', undefined])
          continue
        }
        const [[type, media] = [], ...others] = Object.entries(content ?? {})
        const success = Number(status) < 300
        const isExport = success && name === 'GET /api/auth/audit/export'
        const otherTypes = others.map(([other]) => other)
        expect(otherTypes, `${name} ${status}`).toEqual(isExport ? ['text/csv; charset=utf-8'] : [])
        const isJwt = name === 'GET /.well-known/revocations'
        const successType = isJwt ? 'application/jwt' : 'application/json'
        expect(type).toBe(success ? successType : 'application/problem+json')
        expect(media?.schema, `${name} ${status}`).toBeDefined()
        if (!success) expect(media?.schema).toEqual({ $ref: '#/components/schemas/Problem' })
      }
    }
  })

  test('the description is valid OpenAPI 3.1 without broken references', async () => {
    const openapi = await description(service)
    expect(openapi.openapi).toBe('3.1.0')
    expect(openapi.info).toMatchObject({
      title: expect.stringMatching(/\w/),
      version: expect.stringMatching(/\w/),
    })
    expect(openapi.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      cookie: { type: 'apiKey', in: 'cookie', name: '__Host-latchkey' },
    })
    expect(openapi.tags.map(({ name }) => name).toSorted()).toEqual(
      [
        ...new Set(describedIn(openapi).flatMap(({ operation }) => operation.tags ?? [])),
      ].toSorted(),
    )
    for (const tag of openapi.tags) expect(tag.description, tag.name).toMatch(/\w/)
    for (const { path, name, operation } of describedIn(openapi)) {
      const placeholders = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter)
      const parameters = operation.parameters ?? []
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(
        inPath.map((parameter) => parameter.name),
        name,
      ).toEqual(placeholders)
      expect(
        inPath.every(({ required }) => required),
        name,
      ).toBe(true)
      expect(
        parameters.filter((parameter) => parameter.in === 'header').map((header) => header.name),
        name,
      ).toEqual(path.endsWith('/setup') ? ['x-setup-token'] : [])
    }
    for (const node of nodes(openapi)) {
      // `nullable` is OpenAPI 3.0; 3.1 has JSON Schema's `null`.
      expect(node).not.toHaveProperty('nullable')
      if (typeof node.$ref === 'string') expect(at(openapi, node.$ref), node.$ref).toBeDefined()
    }
    for (const schema of schemas(openapi)) {
      expect(
        () => new Validator({ ...schema, components: openapi.components }, '2020-12'),
      ).not.toThrow()
    }
  })
})

/** The failures that a document lists, for the operations for which it lists any. */
const listedFailures: Partial<Record<Api, Record<string, number[]>>> = {
  asta: {
    'POST /api/auth/login': [401],
    'POST /api/auth/register': [400, 403, 409],
    'POST /api/auth/change-password': [401, 404],
    'POST /api/auth/users': [400, 409],
    'DELETE /api/auth/users/{user_id}': [400, 404],
    'PUT /api/auth/users/{user_id}/reset-password': [400, 404],
  },
  argon: {
    'GET /api/auth/state': [401],
    'POST /api/auth/login': [401],
    'POST /api/auth/register': [400],
    'PUT /api/auth/profile': [400, 401],
  },
}

test.each(Object.entries(listedFailures))(
  'with %s alone, an operation is 404 or 409 only if its document says so',
  async (api, failures) => {
    const openapi = await description(serving(api as Api))
    for (const { name, operation } of describedIn(openapi)) {
      const listed = failures[name]
      if (!listed) continue
      const statuses = Object.keys(operation.responses).map(Number)
      const unlisted = [404, 409].filter((status) => !listed.includes(status))
      expect(
        statuses.filter((status) => unlisted.includes(status)),
        name,
      ).toEqual([])
      expect(statuses, name).toEqual(expect.arrayContaining(listed))
    }
  },
)

test('with Asta and Argon, a taken username is a conflict', async () => {
  const service = serving(['asta', 'argon'])
  await person('alice')
  const { token } = await person('bob')
  const renamed = await service.put('/api/auth/profile', { newUsername: 'alice' }, { token })
  expectProblem(renamed, 409, 'username_taken')
  const again = await service.post('/api/auth/register', { username: 'alice', password })
  expectProblem(again, 409, 'username_taken')
})

test.each([
  [{ PUBLIC_URL: 'https://auth.example.com' }, 'https://auth.example.com'],
  [{ PUBLIC_URL: undefined }, '/'],
])('the server URL for %o', async (vars, url) => {
  const { answer } = await new Service(vars).answer('GET', '/openapi.json')
  expect(answer.body.servers).toEqual([{ url }])
})

test('an operation accepts the session cookie exactly if its description says so', async () => {
  const service = new Service({ LOGIN_ATTEMPTS: '1000' })
  const { username } = await administrator()
  for (const { name, path, operation } of describedIn(await description(service))) {
    if (!isSecured(operation)) continue
    const [method = ''] = name.split(' ')
    const headers = { 'CF-Connecting-IP': someAddress(), 'Sec-Fetch-Site': 'same-origin' }
    const json = { username, password }
    const signedIn = await service.request('POST', '/api/auth/session', { json, headers })
    const [cookie = ''] = signedIn.headers.get('Set-Cookie')?.split(';') ?? []
    const { status, body } = await service.request(method, concrete(path), {
      ...(method !== 'GET' && { json: {} }),
      headers: { ...headers, Cookie: cookie },
    })
    const isTaken = status !== 401 && body?.code !== 'bearer_required'
    const isDescribed = operation.security.some((way) => 'cookie' in way)
    expect(isTaken, `${name} answered ${status} ${JSON.stringify(body)}`).toBe(isDescribed)
  }
})

test('without its texts, the description has everything else, and the texts as soon as they can be read', async () => {
  const { ASSETS } = env
  let isDown = true
  const fetch: Fetcher['fetch'] = (...request) =>
    isDown ? Promise.reject(new Error('down')) : ASSETS.fetch(...request)
  const service = new Service({ ASSETS: { fetch } })
  const health = async () => (await service.get('/openapi.json')).body.paths['/health'].get
  const without = await health()
  expect([without.operationId, without.summary]).toEqual(['getHealth', undefined])
  isDown = false
  expect((await health()).summary).toMatch(/\w/)
})

test('a sample body is valid by its description', async () => {
  const openapi = await description(new Service())
  for (const { method, template, json = [] } of operationsOf(openapi)) {
    const content = openapi.paths[template]?.[method.toLowerCase()]?.requestBody?.content
    const schema = { ...content?.['application/json']?.schema, components: openapi.components }
    for (const fields of json) {
      const { errors } = new Validator(schema, '2020-12').validate(sample(fields))
      expect(errors, `${method} ${template}`).toEqual([])
    }
  }
})

test.each(apis)('with %s alone, no operation of the other documents is served', async (api) => {
  const service = serving(api)
  const names = (some: readonly Api[]) => new Set(some.flatMap(documented))
  const all = names(apis)
  const others = pathsOf(all).filter((path) => !pathsOf(names([api])).includes(path))
  expect(others).not.toEqual([])
  for (const path of others) {
    for (const method of methodsOf(all, path)) {
      expectProblem(await service.request(method, concrete(path)), 404, 'not_found')
    }
  }
})

describe('A path of several documents', () => {
  const reply = async (service: Service, name: string) => {
    const [method = '', path = ''] = name.split(' ')
    const openapi = await description(service)
    const operation = openapi.paths[path]?.[method.toLowerCase()]
    return {
      body: expanded(
        openapi,
        operation?.responses['200']?.content?.['application/json']?.schema ?? {},
      ) as Schema,
      request: operation?.requestBody?.content['application/json']?.schema ?? {},
    }
  }

  test.each([
    ['POST /api/auth/login', 4],
    ['POST /api/auth/register', 3],
    ['GET /api/auth/me', 3],
  ])('%s returns one object with the members of %i documents', async (name, documents) => {
    const { body } = await reply(new Service(), name)
    const having = apis.filter((api) => documented(api).includes(name))
    expect(having).toHaveLength(documents)
    const promises = await Promise.all(
      having.map(async (api) => promised((await reply(serving(api), name)).body)),
    )
    expect(promised(body).toSorted()).toEqual([...new Set(promises.flat())].toSorted())
  })

  test.each(['POST /api/auth/login', 'POST /api/auth/register', 'GET /api/auth/me'])(
    '%s has members with the same meaning in every document',
    async (name) => {
      const all = leaves((await reply(new Service(), name)).body)
      const having = apis.filter((api) => documented(api).includes(name))
      // asyncat describes a registration that it always refuses.
      const promising = having.filter((api) => api !== 'asyncat' || !name.endsWith('/register'))
      for (const api of promising) {
        const own = leaves((await reply(serving(api), name)).body)
        expect(Object.keys(own), api).not.toEqual([''])
        expect(all, api).toMatchObject(own)
      }
    },
  )

  test('POST /api/auth/login accepts the body of any document', async () => {
    const { request } = await reply(new Service(), 'POST /api/auth/login')
    expect(request.anyOf?.map(({ required }) => required)).toEqual([
      ['username', 'password'],
      ['email', 'password'],
    ])
  })

  test.each(apis.filter((api) => api !== 'open-archiver'))(
    'has a plain schema with %s alone',
    async (api) => {
      const { body, request } = await reply(serving(api), 'POST /api/auth/login')
      expect(body.type).toBe('object')
      expect(body).not.toHaveProperty('allOf')
      expect(request.type).toBe('object')
      expect(request).not.toHaveProperty('anyOf')
    },
  )
})

function describedIn(openapi: Description) {
  return Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
}

function pathsOf(names: Set<string>): string[] {
  return [...new Set([...names].map((name) => name.split(' ')[1] ?? ''))]
}

function methodsOf(names: Set<string>, path: string): string[] {
  return [...names]
    .map((name) => name.split(' '))
    .flatMap(([method = '', at]) => (at === path ? method : []))
}

function concrete(path: string): string {
  return path.replace(/\{\w+\}/g, crypto.randomUUID())
}

/** The same schema without references. */
function expanded(described: Description, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((each) => expanded(described, each))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, ...facts } = schema as { $ref?: string }
  if ($ref) return expanded(described, described.components.schemas[$ref.split('/').at(-1) ?? ''])
  return Object.fromEntries(
    Object.entries(facts).map(([name, each]) => [name, expanded(described, each)]),
  )
}

/** The paths of all required members, at any depth. */
function promised(schema: Schema | boolean | undefined): string[] {
  const { required = [], properties = {} } = typeof schema === 'object' ? schema : {}
  return required.flatMap((name) => [
    name,
    ...promised(properties[name]).map((inner) => `${name}.${inner}`),
  ])
}

/** The schemas of the members without inner members, by path. */
function leaves(schema: Schema | boolean | undefined, path = ''): Record<string, unknown> {
  const { properties, ...facts } = typeof schema === 'object' ? schema : {}
  if (!properties) {
    return { [path]: { ...facts, ...(facts.enum && { enum: facts.enum.toSorted() }) } }
  }
  const inside = Object.entries(properties).map(([name, each]) => leaves(each, `${path}/${name}`))
  return Object.assign({}, ...inside)
}

function nodes(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(nodes)
  if (typeof value !== 'object' || value === null) return []
  const node = value as Record<string, unknown>
  return [node, ...Object.values(node).flatMap(nodes)]
}

function schemas(openapi: Description): Schema[] {
  return nodes(openapi).flatMap(({ schema }) => (schema ? [schema as Schema] : []))
}

function at(openapi: Description, reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], openapi)
}
