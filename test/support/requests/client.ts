import { expect, vi } from 'vitest'
import { longestWait } from '../patience.ts'

/** The parts of a request other than its method and path. */
export interface Options {
  /** Sent as application/json. */
  json?: unknown
  /** Sent as application/x-www-form-urlencoded, or as multipart/form-data if it is FormData. */
  form?: Record<string, string> | FormData
  /** Sent unchanged. */
  raw?: BodyInit
  /** Bearer token. */
  token?: string | undefined
  /** An array sends the header once per value. */
  headers?: Record<string, string | string[]>
  /** The address of the network that the request comes from. */
  ip?: string
}

/** A request without its method. */
export interface Sent extends Options {
  path: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed JSON body, or undefined if the body is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies of every shape
  body: any
}

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

export interface Person {
  id: string
  username: string
  password: string
  /** Of a session. */
  token: string
}

/** A password that every set of APIs accepts. */
export const password = 'correct horse battery'

/** Sends requests to one instance, and reads the emails that the instance sends. */
export abstract class Client<M extends Mail = Mail> {
  /** Equal for clients whose /openapi.json is the same. */
  abstract readonly identity: unknown

  abstract request(method: string, path: string, options?: Options): Promise<Answer>

  /** The emails to an address so far, oldest first: all, or those whose subject or text match. */
  abstract mailsTo(address: string, about?: RegExp): M[]

  get(path: string, options?: Options): Promise<Answer> {
    return this.request('GET', path, options)
  }

  post(path: string, json?: unknown, options?: Options): Promise<Answer> {
    return this.request('POST', path, { ...(json !== undefined && { json }), ...options })
  }

  put(path: string, json?: unknown, options?: Options): Promise<Answer> {
    return this.request('PUT', path, { ...(json !== undefined && { json }), ...options })
  }

  delete(path: string, options?: Options): Promise<Answer> {
    return this.request('DELETE', path, options)
  }

  /** The same response, which must have this status. */
  async expecting(status: number, response: Promise<Answer>): Promise<Answer> {
    const answer = await response
    expect(answer.status, answer.text).toBe(status)
    return answer
  }

  /** Completes setup and returns the first administrator. Possible once per database. */
  async setUp(email = 'root@example.com', secret = password, options?: Options): Promise<Person> {
    const json = { email, password: secret, first_name: 'Root', last_name: 'Admin' }
    const { body } = await this.expecting(201, this.post('/v1/auth/setup', json, options))
    return { id: body.user.id, username: email, password: secret, token: body.accessToken }
  }

  /** Registers an account under a username or email address. */
  async register(name: string, secret = password, options?: Options): Promise<Person> {
    const json = { username: name, password: secret }
    const { body } = await this.expecting(200, this.post('/api/auth/register', json, options))
    const { id, username } = body.user
    return { id, username, password: secret, token: body.token }
  }

  /** The token of a new session. */
  async signIn(username: string, secret = password, options?: Options): Promise<string> {
    const json = { username, password: secret }
    return (await this.expecting(200, this.post('/api/auth/login', json, options))).body.token
  }

  /** The n-th of these emails, as soon as it arrives: emails are sent after the response. */
  async mail(address: string, about?: RegExp, n = 1): Promise<M> {
    const find = () => {
      const mail = this.mailsTo(address, about)[n - 1]
      if (!mail) throw new Error(`no email ${n} about ${about} to ${address}`)
      return mail
    }
    return vi.waitFor(find, { timeout: longestWait, interval: 20 })
  }

  /** The email that a request causes. */
  async newMail(address: string, about: RegExp, send: () => Promise<unknown>): Promise<M> {
    const before = this.mailsTo(address, about).length
    await send()
    return this.mail(address, about, before + 1)
  }
}

/** The body and the content type of a request. */
export function bodyOf({ json, form, raw }: Options): { body?: BodyInit; type?: string } {
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' }
  if (form instanceof FormData) return { body: form }
  if (form) return { body: new URLSearchParams(form) }
  return raw === undefined ? {} : { body: raw }
}

/** A body as JSON; undefined if it is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The emails whose subject or text match. */
export function mailsAbout<M extends Mail>(mails: M[], about = /(?:)/): M[] {
  return mails.filter(({ subject, text }) => about.test(`${subject}\n${text}`))
}
