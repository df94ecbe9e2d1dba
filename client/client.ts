import type { Hono } from 'hono'
import { type ClientResponse, hc } from 'hono/client'
import { ProblemError, readProblem } from './problem-error.ts'
import type { Routes } from './routes.ts'
import { createTabs } from './tabs.ts'

export { type ProblemCode, ProblemError } from './problem-error.ts'

/** Latchkey's own API, as the type parameter of Hono's `hc`. */
export type Api = Hono<Record<never, never>, Routes, '/'>

/** The signed-in account, and when the session expires without further use (ISO 8601). */
export type Current = Routes['/api/auth/session']['$get']['output']
export type Account = Current['account']

export type SignIn = Routes['/api/auth/session']['$post']['input']['json']
export type SignUp = Routes['/api/auth/account']['$post']['input']['json']
export type SetUp = Routes['/api/auth/setup']['$post']['input']['json']

export interface Client {
  /** Every endpoint under /api/auth: `client.api.sessions.$get()`. A failed call rejects. */
  readonly api: ReturnType<typeof hc<Api>>['api']['auth']

  /** The body of a successful call, null for a 204: `const { items } = await client.read(client.api.sessions.$get())`. */
  read<T>(response: Promise<ClientResponse<T, number, 'json' | 'body'>>): Promise<T>

  /** The signed-in account as last known: null if signed out, undefined before the first response. */
  readonly current: Current | null | undefined

  /** Requests the signed-in account; null if signed out. Concurrent calls share one request. */
  session(): Promise<Current | null>

  /** `username` may be an email address. */
  signIn(json: SignIn): Promise<Current>

  /** Creates an account and signs in. */
  signUp(json: SignUp): Promise<Current>

  /** Creates the first administrator and signs in. `setupToken` is the instance's SETUP_TOKEN, if set. */
  setUp(json: SetUp, setupToken?: string): Promise<Current>

  /** Ends the session in every tab; also succeeds if there is none. */
  signOut(): Promise<void>

  /** Applies the result of another call: `update({ account })`, or null after the account was deleted. */
  update(changed: Partial<Current> | null): void

  /**
   * Calls back when the signed-in account changes: after a call of this client, a 401 to any of its requests, or a
   * change in another tab. Returns the function that unsubscribes.
   */
  onChange(listener: (current: Current | null) => void): () => void
}

interface Options {
  /** Replaces the global `fetch`, for tests and for Workers with a service binding. */
  fetch?: typeof globalThis.fetch
  /** The signed-in account, if the page was served with it. Saves the first request. */
  current?: Current | null
}

/**
 * A client of the Latchkey at `baseUrl`; '' is the page's own origin, the only origin whose cookie lets a page change
 * anything. A failed call rejects with a ProblemError.
 */
export function createClient(baseUrl = '', options: Options = {}): Client {
  const { api } = hc<Api>(baseUrl, { fetch: send })
  const tabs = createTabs(`latchkey${baseUrl}`, onMessage)
  const listeners = new Set<(current: Current | null) => void>()
  let known: Current | null | undefined = options.current
  let pending: Promise<Current | null> | undefined
  // Increments when the account may have changed: a response to an earlier request is outdated.
  let version = 0

  async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const before = version
    const request = (options.fetch ?? fetch)(input, init)
    const response = await request.catch((cause: unknown) => {
      // A custom `fetch` may throw a more specific problem.
      if (cause instanceof ProblemError) throw cause
      throw init?.signal?.aborted ? cause : new ProblemError('unreachable', 0, { cause })
    })
    if (response.status === 204) return response
    if (response.ok && response.headers.get('Content-Type')?.includes('json')) return response
    const problem = await readProblem(response)
    if (problem.code === 'unauthenticated' && version === before) setCurrent(null)
    throw problem
  }

  function invalidate() {
    version += 1
    pending = undefined
  }

  function setCurrent(current: Current | null) {
    invalidate()
    if (JSON.stringify(current) === JSON.stringify(known)) return
    known = current
    for (const listener of listeners) listener(current)
  }

  function setSignedIn(current: Current): Current {
    setCurrent(current)
    tabs.post('changed')
    return current
  }

  function setSignedOut() {
    setCurrent(null)
    tabs.post('signed-out')
  }

  function onMessage(message: string) {
    if (message === 'signed-out') return setCurrent(null)
    invalidate()
    // A caller that needs the error calls `session` again.
    session().catch(() => undefined)
  }

  function session(): Promise<Current | null> {
    if (pending) return pending
    const request = fetchCurrent().finally(() => {
      if (pending === request) pending = undefined
    })
    pending = request
    return request
  }

  async function fetchCurrent(): Promise<Current | null> {
    const before = version
    const current = await read(api.auth.session.$get()).catch(nullIfSignedOut)
    if (version === before) setCurrent(current)
    return pending ?? known ?? null
  }

  return {
    api: api.auth,
    read,
    session,
    get current() {
      return known
    },
    async signIn(json) {
      return setSignedIn(await read(api.auth.session.$post({ json })))
    },
    async signUp(json) {
      return setSignedIn(await read(api.auth.account.$post({ json })))
    },
    async setUp(json, setupToken) {
      const header = { 'x-setup-token': setupToken }
      return setSignedIn(await read(api.auth.setup.$post({ json, header })))
    },
    async signOut() {
      await read(api.auth.session.$delete()).catch(nullIfSignedOut)
      setSignedOut()
    },
    update(changed) {
      if (changed === null) setSignedOut()
      else if (known) setSignedIn({ ...known, ...changed })
    },
    onChange(listener) {
      // A new function for each subscription: a listener that subscribes twice is called twice and unsubscribes separately.
      const subscription = (current: Current | null) => listener(current)
      listeners.add(subscription)
      tabs.open()
      return () => {
        listeners.delete(subscription)
        if (listeners.size === 0) tabs.close()
      }
    },
  }
}

async function read<T>(call: Promise<ClientResponse<T, number, 'json' | 'body'>>): Promise<T> {
  const response = await call
  // A 204 has no body, and its type is null.
  return (response.status === 204 ? null : await response.json()) as T
}

/** An expired session, or one that was ended elsewhere, means signed out; any other error is thrown. */
function nullIfSignedOut(error: unknown): null {
  const { code } = error instanceof ProblemError ? error : {}
  if (code === 'unauthenticated' || code === 'session_not_found') return null
  throw error
}
