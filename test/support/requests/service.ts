import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Api } from '../../../worker/config/vars.ts'
import worker from '../../../worker/index.ts'
import { onEveryTrip } from '../database/d1.ts'
import {
  type Answer,
  bodyOf,
  Client,
  type Mail,
  mailsAbout,
  type Options,
  parseJson,
} from './client.ts'
import { expectPromises } from './promises.ts'

/** An email as the binding gets it. */
export interface SentMail extends Mail {
  from: { name: string; email: string }
}

/**
 * The Worker as it is deployed, in workerd, with the real bindings for D1, mail and the rate limit, and with its
 * own settings. Each response is checked against the promises that apply to all responses.
 */
export class Service extends Client<SentMail> {
  /** Emails that went through the real binding. */
  readonly mails: SentMail[] = []
  /** D1 round trips since a test set it to 0. A batch is one round trip. */
  trips = 0
  env: Record<string, unknown>
  /** Equal for services with the same settings. */
  readonly settings: string
  /** Each service has its own network, so that tests do not share a rate limit. */
  private readonly ip = `10.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`

  constructor(vars: Record<string, unknown> = {}) {
    super()
    this.env = environmentOf(vars)
    const settings = Object.entries(vars).filter(([, value]) => typeof value === 'string')
    this.settings = JSON.stringify(Object.fromEntries(settings))
  }

  /** The next request goes to a new isolate, which remembers nothing. */
  restart(): void {
    this.env = { ...this.env }
  }

  get identity(): unknown {
    const { APIS, OPEN_ARCHIVER_MFA = 'off', OAUTH = 'off', PASSWORDS = 'on' } = this.env
    return `${APIS} ${OPEN_ARCHIVER_MFA} ${OAUTH} ${PASSWORDS}`
  }

  mailsTo(address: string, about?: RegExp): SentMail[] {
    return mailsAbout(
      this.mails.filter(({ to }) => to === address),
      about,
    )
  }

  /** The Worker's response to any request, without checks. */
  fetch(request: Request, context: ExecutionContext): Promise<Response> {
    // Request's incoming and outgoing kinds differ only in `cf`.
    const incoming = request as Parameters<typeof worker.fetch>[0]
    return this.counted(() => worker.fetch(incoming, this.env as never, context))
  }

  /** Counts the round trips and emails of this work. */
  counted<T>(work: () => T): T {
    return current.run(this, work)
  }

  /** One request, and the work that goes on after the response. */
  async request(method: string, path: string, options: Options = {}): Promise<Answer> {
    const { answer, settle } = await this.answer(method, path, options)
    await settle()
    return answer
  }

  /** One request up to its response. `settle` waits for the work that goes on after it. */
  async answer(method: string, path: string, options: Options = {}) {
    const context = createExecutionContext()
    const response = await this.fetch(this.build(method, path, options), context)
    // workerd warns of text() for types such as application/jwt.
    const text = new TextDecoder().decode(await response.arrayBuffer())
    const { status, headers } = response
    const answer: Answer = { status, headers, text, body: parseJson(text) }
    await expectPromises(this, method, path, answer)
    return { answer, settle: () => waitOnExecutionContext(context) }
  }

  /** A request from the network of this service. */
  build(method: string, path: string, options: Options, signal?: AbortSignal): Request {
    const { body = null, type } = bodyOf(options)
    const headers = new Headers({ 'CF-Connecting-IP': options.ip ?? this.ip })
    if (type !== undefined) headers.set('Content-Type', type)
    if (options.token !== undefined) headers.set('Authorization', `Bearer ${options.token}`)
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      headers.set(name, String(value))
    }
    const url = new URL(path, 'https://sign-in.test')
    return new Request(url, { method, headers, body, ...(signal && { signal }) })
  }

  /** The D1 round trips before the response. */
  async tripsOf(method: string, path: string, options?: Options): Promise<number> {
    // The first request of an isolate reads the settings.
    await this.request('GET', '/nothing')
    this.trips = 0
    const { settle } = await this.answer(method, path, options)
    const { trips } = this
    await settle()
    return trips
  }
}

/** With one API enabled, or several. */
export function serving(apis: Api | Api[], vars: Record<string, unknown> = {}): Service {
  return new Service({ APIS: [apis].flat().join(','), ...vars })
}

/** The service that handles the current request. */
const current = new AsyncLocalStorage<Service>()

const environments = new Map<string, Record<string, unknown>>()

/**
 * The environment of the Worker. Services with the same variables share one environment and the app that the Worker
 * builds for it, because building the app takes longer than most requests. A service with its own binding shares nothing.
 */
function environmentOf(vars: Record<string, unknown>): Record<string, unknown> {
  const hasBindings = Object.values(vars).some((value) => typeof value !== 'string')
  const key = hasBindings ? undefined : JSON.stringify(vars)
  const known = key && environments.get(key)
  if (known) return known
  const made = {
    ...env,
    DB: onEveryTrip((run) => {
      const service = current.getStore()
      if (service) service.trips++
      return run()
    }),
    MAIL: {
      async send(message: SentMail) {
        const result = await env.MAIL.send(message)
        current.getStore()?.mails.push(message)
        return result
      },
    },
    // OAUTH requires PUBLIC_URL.
    ...('PUBLIC_URL' in vars && !vars.PUBLIC_URL && { OAUTH: 'off' }),
    ...vars,
  }
  if (key) environments.set(key, made)
  return made
}
