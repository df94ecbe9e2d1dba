import {
  applyD1Migrations,
  createExecutionContext,
  reset,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { AsyncLocalStorage } from 'node:async_hooks'
import { beforeEach, expect } from 'vitest'
import type { Api } from '../../worker/config/vars.ts'
import worker from '../../worker/index.ts'
import { checkDescribed } from './described.ts'

/** Call once at the top of a test file: every test starts with an empty, migrated database. */
export function freshDatabase(): void {
  let migrated = false
  beforeEach(async () => {
    // Migrating takes twenty times as long as emptying, so it is done once a file.
    if (migrated) return emptyDatabase()
    await newDatabase()
    migrated = true
  })
}

/** Makes the database anew. On a busy machine `reset` may leave what the last file wrote, so it is emptied, too. */
export async function newDatabase(): Promise<void> {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  await emptyDatabase()
}

/** Deletes every row but the predefined roles; what belongs to an account goes with it. */
export async function emptyDatabase(): Promise<void> {
  const tables = ['accounts', 'throttles', 'milestones', 'events']
  await env.DB.batch(tables.map((table) => env.DB.prepare(`delete from ${table}`)))
}

export interface Mail {
  to: string
  from: { name: string; email: string }
  subject: string
  text: string
  html: string
}

export interface Answer {
  status: number
  headers: Headers
  /** The parsed JSON body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any
}

interface Options {
  /** Sent as application/json. */
  json?: unknown
  /** Sent as application/x-www-form-urlencoded, or as it is when it is FormData. */
  form?: Record<string, string> | FormData
  /** Sent as it is. */
  raw?: BodyInit
  token?: string | undefined
  headers?: Record<string, string>
}

/**
 * The Worker as it is deployed, in workerd, on the real D1, mail and rate limit bindings, with some settings of
 * its own. Every answer is checked against what /openapi.json describes and for the headers every answer has.
 */
export class Service {
  /** Mails that went through the real binding. */
  readonly mails: Mail[] = []
  /** D1 round trips since somebody set it to 0; a batch is one. */
  trips = 0
  readonly env: Record<string, unknown>
  /** Each service is a network of its own, so that tests do not share a flood limit. */
  private readonly ip = `10.${byte()}.${byte()}.${byte()}`

  constructor(vars: Record<string, unknown> = {}) {
    this.env = environmentOf(vars)
  }

  /** The Worker's answer to a request, whatever headers that has; nothing is checked. */
  fetch(request: Request, context: ExecutionContext): Promise<Response> {
    // Request's incoming and outgoing kinds differ only in `cf`.
    const incoming = request as Parameters<typeof worker.fetch>[0]
    return this.counted(() => worker.fetch(incoming, this.env as never, context))
  }

  /** The round trips and mails of what is done here are ours. */
  counted<T>(work: () => T): T {
    return asked.run(this, work)
  }

  /** One request, and all that goes on after its answer. */
  async request(method: string, path: string, options: Options = {}): Promise<Answer> {
    const { answer, settle } = await this.answer(method, path, options)
    await settle()
    return answer
  }

  /** One request up to its answer; `settle` waits for what goes on after it. */
  async answer(method: string, path: string, { json, form, raw, token, headers }: Options = {}) {
    const sent = new Headers({ 'CF-Connecting-IP': this.ip })
    let body: BodyInit | null = raw ?? null
    if (json !== undefined) {
      sent.set('Content-Type', 'application/json')
      body = JSON.stringify(json)
    }
    if (form !== undefined) body = form instanceof FormData ? form : new URLSearchParams(form)
    if (token !== undefined) sent.set('Authorization', `Bearer ${token}`)
    for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
    const request = new Request(new URL(path, 'https://sign-in.test'), {
      method,
      headers: sent,
      body,
    })
    const context = createExecutionContext()
    const response = await this.fetch(request, context)
    const text = await response.text()
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
    expectEveryHeader(answer)
    if (method !== 'OPTIONS') await checkDescribed(this, method, path, answer)
    return { answer, settle: () => waitOnExecutionContext(context) }
  }

  get(path: string, options?: Options) {
    return this.request('GET', path, options)
  }

  post(path: string, json?: unknown, options?: Options) {
    return this.request('POST', path, { ...(json !== undefined && { json }), ...options })
  }

  put(path: string, json?: unknown, options?: Options) {
    return this.request('PUT', path, { ...(json !== undefined && { json }), ...options })
  }

  delete(path: string, options?: Options) {
    return this.request('DELETE', path, options)
  }

  /** The D1 round trips an answer took; what goes on after it is not counted. */
  async tripsOf(method: string, path: string, options?: Options): Promise<number> {
    // The first request of an isolate reads no storage of its own, but be sure it is not the one counted.
    await this.request('GET', '/nothing')
    this.trips = 0
    const { settle } = await this.answer(method, path, options)
    const { trips } = this
    await settle()
    return trips
  }
}

/** The service whose request is being answered. */
const asked = new AsyncLocalStorage<Service>()

const environments = new Map<string | undefined, Record<string, unknown>>()

/**
 * What the Worker is given. Services with the same variables share one, and with it the app that the Worker builds for
 * it, which takes longer than most requests; with a binding of its own a service has one of its own.
 */
function environmentOf(vars: Record<string, unknown>): Record<string, unknown> {
  const hasBindings = Object.values(vars).some((value) => typeof value !== 'string')
  const key = hasBindings ? undefined : JSON.stringify(vars)
  const known = environments.get(key)
  if (known) return known
  const made = {
    ...env,
    DB: counting(env.DB, () => {
      const service = asked.getStore()
      if (service) service.trips++
    }),
    MAIL: {
      async send(message: Mail) {
        const result = await env.MAIL.send(message)
        asked.getStore()?.mails.push(message)
        return result
      },
    },
    ...vars,
  }
  if (key !== undefined) environments.set(key, made)
  return made
}

/** With one API enabled, or several. */
export function serving(apis: Api | Api[], vars: Record<string, unknown> = {}): Service {
  return new Service({ APIS: [apis].flat().join(','), ...vars })
}

function expectEveryHeader({ headers }: Answer): void {
  expect(headers.get('Cache-Control')).toBe('no-store')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  expect(headers.get('Referrer-Policy')).toBe('no-referrer')
  expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  expect(headers.get('Strict-Transport-Security')).toMatch(/max-age=(\d{8,})/)
  expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
}

/** A D1 binding that tells of each round trip, and is otherwise the real one. */
function counting(db: D1Database, tell: () => void): D1Database {
  const statement = (inner: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(inner, {
      get(target, name) {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          if (name === 'bind') return statement(target.bind(...args))
          if (['all', 'run', 'raw', 'first'].includes(String(name))) tell()
          return Reflect.apply(member, target, args)
        }
      },
    })
  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (query: string) => statement(target.prepare(query))
      if (name === 'batch') {
        return (statements: D1PreparedStatement[]) => {
          tell()
          return target.batch(statements)
        }
      }
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function byte(): number {
  return crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
}
