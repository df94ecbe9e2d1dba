import type { Hono } from 'hono'
import { type ClientResponse, hc } from 'hono/client'
import { ProblemError, problemOf } from './problem-error.ts'
import type { Routes } from './routes.ts'
import { createTabs } from './tabs.ts'

export { type ProblemCode, ProblemError } from './problem-error.ts'

/** Latchkey's own API, as Hono's `hc` takes it. */
export type Api = Hono<Record<never, never>, Routes, '/'>

/** Who is signed in, and until when (ISO 8601) without further use. */
export type Current = Routes['/api/auth/session']['$get']['output']
export type Account = Current['account']

export type SignIn = Routes['/api/auth/session']['$post']['input']['json']
export type SignUp = Routes['/api/auth/account']['$post']['input']['json']
export type SetUp = Routes['/api/auth/setup']['$post']['input']['json']

export interface Client {
  /** Every endpoint under /api/auth: `client.api.sessions.$get()`. A call that does not succeed rejects. */
  readonly api: ReturnType<typeof hc<Api>>['api']['auth']

  /** The body of a success: `const { sessions } = await client.read(client.api.sessions.$get())`. */
  read<T>(answer: Promise<ClientResponse<T, number, 'json'>>): Promise<T>

  /** Who is signed in, as far as known: null for nobody, undefined before anything was asked. */
  readonly current: Current | null | undefined

  /** Asks who is signed in; null for nobody. However many ask at a time, it is one request. */
  session(): Promise<Current | null>

  /** `username` may be an e-mail address. */
  signIn(json: SignIn): Promise<Current>

  /** Registers an account and signs it in. */
  signUp(json: SignUp): Promise<Current>

  /** Makes the first administrator and signs in. `setupToken` is the instance's SETUP_TOKEN, where it has one. */
  setUp(json: SetUp, setupToken?: string): Promise<Current>

  /** Ends the session, here and in the other tabs; succeeds also when there is none. */
  signOut(): Promise<void>

  /** Tells what a change gave: `update({ account })`, or null once the account is deleted. */
  update(changed: Partial<Current> | null): void

  /**
   * Calls back when somebody else is signed in than before, or their account reads differently: after what this
   * client did, after a 401 to any of its requests, and after what another tab did. Gives what stops it.
   */
  onChange(listener: (current: Current | null) => void): () => void
}

interface Options {
  /** In place of the global one, for tests and for Workers with a service binding. */
  fetch?: typeof globalThis.fetch
  /** Who is signed in, where the page was served with it: then nothing has to be asked. */
  current?: Current | null
}

/**
 * A client of the Latchkey at `baseUrl`; '' is the page's own origin, the only one whose cookie lets a page change
 * anything. What it asks rejects with a ProblemError when it does not succeed.
 */
export function createClient(baseUrl = '', options: Options = {}): Client {
  const { api } = hc<Api>(baseUrl, { fetch: send })
  const tabs = createTabs(`latchkey${baseUrl}`, hear)
  const listeners = new Set<(current: Current | null) => void>()
  let known: Current | null | undefined = options.current
  let asking: Promise<Current | null> | undefined
  // Counts what changed who is signed in: the answer to a question asked before says nothing about now.
  let changes = 0

  async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const before = changes
    const asked = (options.fetch ?? fetch)(input, init)
    const answer = await asked.catch((cause: unknown) => {
      // A `fetch` that was given may know better what is wrong.
      if (cause instanceof ProblemError) throw cause
      throw init?.signal?.aborted ? cause : new ProblemError('unreachable', 0, { cause })
    })
    if (answer.ok && answer.headers.get('Content-Type')?.includes('json')) return answer
    const problem = await problemOf(answer)
    if (problem.code === 'not_signed_in' && changes === before) become(null)
    throw problem
  }

  function outdate() {
    changes += 1
    asking = undefined
  }

  function become(current: Current | null) {
    outdate()
    if (JSON.stringify(current) === JSON.stringify(known)) return
    known = current
    for (const listener of listeners) listener(current)
  }

  function enter(current: Current): Current {
    become(current)
    tabs.tell('changed')
    return current
  }

  function leave() {
    become(null)
    tabs.tell('signed-out')
  }

  function hear(word: string) {
    if (word === 'signed-out') return become(null)
    outdate()
    // Whoever wants to know why there is no answer asks for themselves.
    session().catch(() => undefined)
  }

  function session(): Promise<Current | null> {
    if (asking) return asking
    const question = ask().finally(() => {
      if (asking === question) asking = undefined
    })
    asking = question
    return question
  }

  async function ask(): Promise<Current | null> {
    const before = changes
    const current = await read(api.auth.session.$get()).catch(signedOut)
    if (changes === before) become(current)
    return asking ?? known ?? null
  }

  return {
    api: api.auth,
    read,
    session,
    get current() {
      return known
    },
    async signIn(json) {
      return enter(await read(api.auth.session.$post({ json })))
    },
    async signUp(json) {
      return enter(await read(api.auth.account.$post({ json })))
    },
    async setUp(json, setupToken) {
      const header = { 'x-setup-token': setupToken }
      return enter(await read(api.auth.setup.$post({ json, header })))
    },
    async signOut() {
      await read(api.auth.session.$delete()).catch(signedOut)
      leave()
    },
    update(changed) {
      if (changed === null) leave()
      else if (known) enter({ ...known, ...changed })
    },
    onChange(listener) {
      // A function of its own: whoever listens twice is told twice, and stops once.
      const own = (current: Current | null) => listener(current)
      listeners.add(own)
      tabs.listen()
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) tabs.leave()
      }
    },
  }
}

async function read<T>(answer: Promise<ClientResponse<T, number, 'json'>>): Promise<T> {
  return (await answer).json()
}

/** The session may have expired, or been ended elsewhere: either way nobody is signed in. */
function signedOut(error: unknown): null {
  const { code } = error instanceof ProblemError ? error : {}
  if (code === 'not_signed_in' || code === 'session_not_found') return null
  throw error
}
