import { readFileSync } from 'node:fs'
import { expect, inject } from 'vitest'
import {
  type Answer,
  Client,
  type Mail,
  mailsAbout,
  type Options,
  type Person,
  password,
} from '../../support/requests/client.ts'
import { expectPromises } from '../../support/requests/promises.ts'
import { send } from './http.ts'
import type { Instance } from './instance.ts'

interface WrittenMail extends Mail {
  from: string
}

/** One running instance over HTTP. Checks the properties that every response has. */
export class Service extends Client<WrittenMail> {
  readonly instance: Instance

  constructor(instance: Instance) {
    super()
    this.instance = instance
  }

  get identity(): unknown {
    return this.instance.url
  }

  async request(method: string, path: string, options?: Options): Promise<Answer> {
    const answer = await send(this.instance.url, method, path, options)
    if (answer.body?.code === 'overloaded') {
      return this.later(answer, () => this.request(method, path, options))
    }
    expect(answer.status, `${method} ${path} returned ${answer.text}`).toBeLessThan(500)
    await expectPromises(this, method, path, answer)
    return answer
  }

  /** Retries after the time in the response: parallel test files can overload one instance. */
  private async later<T>({ headers }: Answer, again: () => Promise<T>): Promise<T> {
    const seconds = Number(headers.get('Retry-After'))
    expect(seconds).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    return again()
  }

  /** Registers an account. */
  person(username = someName(), secret = password): Promise<Person> {
    return this.register(username, secret)
  }

  /** A further administrator, created by `root`. */
  async administrator(root: Person, username = someName()): Promise<Person> {
    const json = { username, password, role: 'admin' }
    const created = this.post('/api/auth/users', json, { token: root.token })
    const { body } = await this.expecting(200, created)
    return { id: body.user.id, username, password, token: await this.signIn(username) }
  }

  /** Whether a session is valid. */
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

  /** The log so far, of the Worker and of the server around it. */
  printed(): string {
    return readFileSync(this.instance.log, 'utf8')
  }

  mailsTo(address: string, about?: RegExp): WrittenMail[] {
    const mails = [...this.printed().matchAll(written)].flatMap(
      ([, from, to, subject, text, html]) =>
        to === address && from && subject && text && html
          ? [{ from, to, subject, text: read(text), html: read(html) }]
          : [],
    )
    return mailsAbout(mails, about)
  }
}

/** The instance that most tests share. */
export function mainService(): { service: Service; root: Person } {
  return { service: new Service(inject('main')), root: inject('root') }
}

/** A username that no account has. */
export function someName(): string {
  return `u.${crypto.randomUUID().slice(0, 18)}`
}

/** An email address that no account has. */
export function someAddress(): string {
  return `${someName()}@example.com`
}

/** How the local mail binding logs a message. */
const written = /^From: (.+)\nTo: (.+)\nSubject: (.+)\n\nText: (.+)\nHTML: (.+)$/gm

function read(file: string): string {
  return readFileSync(file.trim(), 'utf8')
}
