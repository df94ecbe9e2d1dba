import bcrypt from 'bcryptjs'
import { dump } from '../../support/database/snapshot.ts'
import type { Answer, Mail } from '../../support/requests/client.ts'
import { someAddress } from '../../support/requests/network.ts'
import { Service } from '../../support/requests/service.ts'
import { caller, isLive, linked, type Model } from './model.ts'
import { Turnstile } from './turnstile.ts'

interface Person {
  id: string
  address: unknown
  password: string
  role: unknown
  disabled: boolean
  verified: boolean
}

/** The state that a model describes, in a form that can be compared. */
export interface Picture {
  setUp: boolean
  accounts: Person[]
  /** The account and role of each session token, or the status of the refusal. */
  sessions: Record<string, string | number>
  links: Record<string, string | number>
  tokens: Record<string, boolean>
}

type Options = Omit<NonNullable<Parameters<Service['request']>[2]>, 'headers'>

/** Ids and tokens by the names of the model. */
export interface Known {
  accounts: Map<string, string>
  sessions: Map<string, string>
  links: Map<string, string>
  tokens: Map<string, string>
  /** The challenge token and the code, as JSON. */
  codes: Map<string, string>
}

/** The service, with the ids and tokens that it returned, by the names of the model. */
export class Reality implements Known {
  readonly turnstile = new Turnstile()
  accounts = new Map<string, string>()
  sessions = new Map<string, string>()
  links = new Map<string, string>()
  tokens = new Map<string, string>()
  codes = new Map<string, string>()
  private readonly service: Service
  private readonly passwords: readonly string[]
  /** By hash, because comparing takes long. */
  private readonly behind = new Map<string, string>()
  private readonly mails = new Map<number | undefined, Mail>()
  private named = 0

  /** @param passwords every password that an account can have */
  constructor(passwords: readonly string[]) {
    this.passwords = passwords
    const send = async (mail: Mail) => {
      this.mails.set(this.turnstile.party, mail)
    }
    this.service = new Service({ DB: this.turnstile.db, MAIL: { send } })
  }

  /** The names so far. */
  known(): Known {
    const { accounts, sessions, links, tokens, codes } = this
    return structuredClone({ accounts, sessions, links, tokens, codes })
  }

  /** Starts again, with an empty database or one with these names. */
  forget(known?: Known): void {
    Object.assign(this, known ? structuredClone(known) : nothing())
  }

  /** A new name. */
  name(kind: string): string {
    this.named++
    return `${kind} ${this.named}`
  }

  send(method: string, path: string, options: Options = {}): Promise<Answer> {
    const headers = { 'CF-Connecting-IP': someAddress() }
    return this.service.request(method, path, { ...options, headers })
  }

  /** The email that a request of this party caused, if any. */
  mailed(): Mail | undefined {
    const { party } = this.turnstile
    const mail = this.mails.get(party)
    this.mails.delete(party)
    return mail
  }

  /** The actual state: requested over HTTP with every token so far, and read from the database. */
  async observed(): Promise<Picture> {
    const { accounts = [] } = await dump()
    const people = await Promise.all(
      accounts.map(async (row) => ({
        id: nameOf(this.accounts, String(row.id)),
        address: row.email,
        password: await this.passwordOf(String(row.password_hash)),
        role: row.role_id,
        disabled: row.disabled_at !== null,
        verified: row.email_verified_at !== null,
      })),
    )
    const who = async (token: string) => {
      const { status, body } = await this.send('GET', '/api/auth/me', { token })
      return status === 200 ? `${nameOf(this.accounts, body.id)}, ${body.role}` : status
    }
    const { body: state } = await this.send('GET', '/v1/auth/status')
    return {
      setUp: !state.needsSetup,
      accounts: people.toSorted(byId),
      sessions: await each(this.sessions, who),
      links: await each(this.links, who),
      tokens: await each(this.tokens, async (token) => {
        return (await this.send('GET', `/api/auth/verify-token?token=${token}`)).body
      }),
    }
  }

  /** The state that the model predicts. */
  expected(model: Model): Picture {
    const who = (id: string | undefined) => {
      const account = model.accounts.get(id ?? '')
      return account ? `${id}, ${account.role}` : 401
    }
    const all = <T>(names: Map<string, string>, tell: (name: string) => T) =>
      Object.fromEntries([...names.keys()].map((name) => [name, tell(name)]))
    return {
      setUp: model.setUp,
      accounts: [...model.accounts]
        .map(([id, { address, password, role, disabled, verified }]) => {
          return { id, address, password, role, disabled, verified }
        })
        .toSorted(byId),
      sessions: all(this.sessions, (name) => who(caller(model, name)?.id)),
      links: all(this.links, (name) => who(linked(model, name))),
      tokens: all(this.tokens, (name) => isLive(model, name)),
    }
  }

  private async passwordOf(hash: string): Promise<string> {
    for (const password of this.behind.has(hash) ? [] : this.passwords) {
      if (await bcrypt.compare(password, hash)) this.behind.set(hash, password)
    }
    return this.behind.get(hash) ?? 'none of those'
  }
}

function nothing(): Known {
  return {
    accounts: new Map(),
    sessions: new Map(),
    links: new Map(),
    tokens: new Map(),
    codes: new Map(),
  }
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1
}

function nameOf(names: Map<string, string>, id: string): string {
  return [...names].find(([, one]) => one === id)?.[0] ?? id
}

async function each<T>(all: Map<string, string>, ask: (token: string) => Promise<T>) {
  const answers: Record<string, T> = {}
  for (const [name, token] of all) answers[name] = await ask(token)
  return answers
}
