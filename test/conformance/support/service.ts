import { readFileSync } from 'node:fs'
import { expect, inject, vi } from 'vitest'
import { type Answer, type Sent, send } from './http.ts'
import type { Instance } from './instance.ts'
import { expectPromises } from './promises.ts'

export interface Person {
  id: string
  username: string
  password: string
  token: string
}

export interface Mail {
  from: string
  to: string
  subject: string
  text: string
  html: string
}

/** A password that nothing speaks against. */
export const password = 'correct horse battery'

/** How long a mail may take on a busy machine. */
const patience = 10_000

/** One running instance, spoken to over HTTP; every answer is held to what every answer promises. */
export class Service {
  readonly instance: Instance

  constructor(instance: Instance) {
    this.instance = instance
  }

  async request(method: string, path: string, sent?: Sent): Promise<Answer> {
    const { url } = this.instance
    const answer = await send(url, method, path, sent)
    if (answer.body?.code === 'overloaded')
      return this.later(answer, () => this.request(method, path, sent))
    await expectPromises(url, method, path, answer)
    return answer
  }

  /** Asks again when it was told to: several files at once may be more than one instance takes. */
  private async later<T>({ headers }: Answer, again: () => Promise<T>): Promise<T> {
    const seconds = Number(headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    return again()
  }

  get(path: string, sent?: Sent) {
    return this.request('GET', path, sent)
  }

  post(path: string, json?: unknown, sent?: Sent) {
    return this.request('POST', path, { json, ...sent })
  }

  put(path: string, json?: unknown, sent?: Sent) {
    return this.request('PUT', path, { json, ...sent })
  }

  delete(path: string, sent?: Sent) {
    return this.request('DELETE', path, sent)
  }

  /** The same answer, and it must be this status. */
  async expecting(status: number, asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked
    expect(answer.status, answer.text).toBe(status)
    return answer
  }

  /** The first administrator; only once in the life of a database. */
  async setUp(sent?: Sent): Promise<Person> {
    const email = 'root@example.com'
    const names = { first_name: 'Root', last_name: 'Admin' }
    const asked = this.post('/v1/auth/setup', { email, password, ...names }, sent)
    const { body } = await this.expecting(201, asked)
    return { id: body.user.id, username: email, password, token: body.accessToken }
  }

  /** A plain user. */
  async person(username = someName(), secret = password): Promise<Person> {
    const asked = this.post('/api/auth/register', { username, password: secret })
    const { body } = await this.expecting(200, asked)
    return { id: body.user.id, username, password: secret, token: body.token }
  }

  /** One more administrator, made by `root`. */
  async administrator(root: Person): Promise<Person> {
    const username = someName()
    const facts = { username, password, role: 'admin' }
    const asked = this.post('/api/auth/users', facts, { token: root.token })
    const { body } = await this.expecting(200, asked)
    const token = await this.signIn(username)
    return { id: body.user.id, username, password, token }
  }

  /** A new session. */
  async signIn(username: string, secret = password): Promise<string> {
    const asked = this.post('/api/auth/login', { username, password: secret })
    return (await this.expecting(200, asked)).body.token
  }

  /** Whether a session is good. */
  async knows(token: string): Promise<boolean> {
    const { status } = await this.get('/api/auth/state', { token })
    expect([200, 401]).toContain(status)
    return status === 200
  }

  /** Whether this is the account's password. */
  async accepts(username: string, secret: string): Promise<boolean> {
    const { status } = await this.post('/api/auth/login', { username, password: secret })
    expect([200, 401]).toContain(status)
    return status === 200
  }

  /** Everything that was printed so far, by the Worker and what serves it. */
  printed(): string {
    return readFileSync(this.instance.log, 'utf8')
  }

  /** The mails to an address so far, oldest first: all, or those whose subject or text match. */
  mails(address: string, about = /(?:)/): Mail[] {
    return [...this.printed().matchAll(written)]
      .flatMap(([, from, to, subject, text, html]) =>
        to === address && from && subject && text && html
          ? [{ from, to, subject, text: read(text), html: read(html) }]
          : [],
      )
      .filter(({ subject, text }) => about.test(`${subject}\n${text}`))
  }

  /** The mail of this number among those, once it has arrived: mails are sent after the answer. */
  async mail(address: string, about = /(?:)/, count = 1): Promise<Mail> {
    return vi.waitFor(
      () => {
        const mail = this.mails(address, about)[count - 1]
        if (!mail) throw new Error(`no mail ${count} about ${about} to ${address}`)
        return mail
      },
      { timeout: patience, interval: 20 },
    )
  }
}

/** The instance most tests share. */
export function mainService(): { service: Service; root: Person } {
  return { service: new Service(inject('main')), root: inject('root') }
}

/** A username nobody has. */
export function someName(): string {
  return `u.${crypto.randomUUID().slice(0, 18)}`
}

/** An address nobody has. */
export function someAddress(): string {
  return `${someName()}@example.com`
}

/** How the mail binding tells of a written message. */
const written = /^From: (.+)\nTo: (.+)\nSubject: (.+)\n\nText: (.+)\nHTML: (.+)$/gm

function read(file: string): string {
  return readFileSync(file.trim(), 'utf8')
}
