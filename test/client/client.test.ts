import { describe, expect, it } from 'vitest'
import { type Current, createClient, ProblemError } from '../../client/client.ts'
import { codeIn, code as codePattern, link, linkIn } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** A signed-in page, and every value that its client passed to listeners. */
async function signedIn(service = new Service()) {
  const { id } = await person('alice')
  const browser = new Browser(service)
  const client = browser.tab()
  const received: (Current | null)[] = []
  client.onChange((current) => received.push(current))
  const current = await client.signIn({ username: 'alice', password })
  return { id, browser, client, received, current }
}

/** The error that a promise rejects with. */
async function problem(promise: Promise<unknown>): Promise<ProblemError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ProblemError)
  return error as ProblemError
}

describe('signIn', () => {
  it('returns the account and notifies listeners', async () => {
    const { id, client, received, current } = await signedIn()
    expect(current).toEqual({
      account: expect.objectContaining({ id, username: 'alice', role: 'user' }),
      expires_at: expect.any(String),
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: expect.any(String),
      second_factor_missing: false,
    })
    expect(client.current).toEqual(current)
    expect(received).toEqual([current])
  })

  it('rejects a wrong password with its problem', async () => {
    await person('alice')
    const client = new Browser().tab()
    const error = await problem(client.signIn({ username: 'alice', password: 'something else' }))
    expect(error).toMatchObject({
      name: 'ProblemError',
      code: 'invalid_credentials',
      status: 401,
      detail: 'Invalid username or password',
      message: 'Invalid username or password',
      errors: [],
      retryAfter: undefined,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    })
    expect(client.current).toBeUndefined()
  })

  it('names the invalid field', async () => {
    const error = await problem(new Browser().tab().signIn({ username: 'alice', password: '' }))
    expect(error.code).toBe('invalid_input')
    expect(error.field('password')).toBe(error.errors[0]?.message)
    expect(error.field('password')).toBeTruthy()
    expect(error.field('username')).toBeUndefined()
  })

  it('returns the seconds to wait', async () => {
    await person('alice')
    const service = new Service({ LOGIN_ATTEMPTS: '1', LOGIN_WINDOW: '10m' })
    const client = new Browser(service).tab()
    const wrong = { username: 'alice', password: 'something else' }
    await problem(client.signIn(wrong))
    const error = await problem(client.signIn(wrong))
    expect(error).toMatchObject({ code: 'too_many_attempts', status: 429 })
    expect(error.retryAfter).toBeGreaterThan(500)
    expect(error.retryAfter).toBeLessThanOrEqual(600)
  })
})

describe('signUp', () => {
  it('registers an account and signs it in', async () => {
    const browser = new Browser()
    const client = browser.tab()
    const current = await client.signUp({ username: 'bob', email: 'bob@example.com', password })
    expect(current.account).toMatchObject({ username: 'bob', email: 'bob@example.com' })
    expect(client.current).toEqual(current)
    expect(await browser.tab().session()).toEqual(current)
  })

  it('rejects a taken username with its problem', async () => {
    const { client, current } = await signedIn()
    const error = await problem(client.signUp({ username: 'Alice', password }))
    expect(error).toMatchObject({ code: 'username_taken', status: 409 })
    expect(client.current).toEqual(current)
  })
})

describe('setUp', () => {
  const first = { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' }

  it('creates the first administrator and signs in', async () => {
    const client = new Browser().tab()
    const { account } = await client.setUp(first)
    expect(account).toMatchObject({ email: 'root@example.com', role: 'admin' })
    const { items } = await client.read(client.api.audit.$get({ query: {} }))
    expect(items).toMatchObject([{ event: 'user_created', detail: 'setup', account: account.id }])
    expect((await problem(client.setUp(first))).code).toBe('already_set_up')
  })

  it('sends the setup token, if there is one', async () => {
    const token = 'a set-up token of enough length'
    const client = new Browser(new Service({ SETUP_TOKEN: token })).tab()
    expect((await problem(client.setUp(first))).code).toBe('setup_token_invalid')
    expect((await client.setUp(first, token)).account.role).toBe('admin')
  })
})

describe('session', () => {
  it('is null without a session, and undefined before the first request', async () => {
    const client = new Browser().tab()
    const received: unknown[] = []
    client.onChange((current) => received.push(current))
    expect(client.current).toBeUndefined()
    expect(await client.session()).toBeNull()
    expect(client.current).toBeNull()
    expect(await client.session()).toBeNull()
    expect(received).toEqual([null])
  })

  it('is restored by a page that is reloaded', async () => {
    const { browser, current } = await signedIn()
    expect(await browser.tab().session()).toEqual(current)
  })

  it('sends one request for parallel callers', async () => {
    const { browser } = await signedIn()
    const client = browser.tab()
    browser.sent.length = 0
    const answers = await Promise.all([client.session(), client.session(), client.session()])
    expect(browser.sent).toEqual(['GET /api/auth/session'])
    expect(new Set(answers).size).toBe(1)
    await client.session()
    expect(browser.sent).toHaveLength(2)
  })

  it('rejects if the session is unknown, instead of returning null', async () => {
    const { browser, client, current } = await signedIn()
    browser.service = new Service({ JWT_SECRET: 'short' })
    const error = await problem(client.session())
    expect(error).toMatchObject({ code: 'misconfigured', status: 503, retryAfter: 5 })
    expect(client.current).toEqual(current)
  })

  it('does not use a response from before a sign-in', async () => {
    await person('alice')
    const browser = new Browser()
    const late = Promise.withResolvers<void>()
    const client = createClient('', {
      async fetch(input, init) {
        const answer = await browser.fetch(input as RequestInfo, init as RequestInit)
        if (init?.method === 'GET') await late.promise
        return answer
      },
    })
    const asked = client.session()
    const current = await client.signIn({ username: 'alice', password })
    late.resolve()
    expect(await asked).toEqual(current)
    expect(client.current).toEqual(current)
  })
})

describe('signOut', () => {
  it('ends the session and notifies listeners', async () => {
    const { browser, client, received, current } = await signedIn()
    await client.signOut()
    expect(browser.cookie).toBe('')
    expect(client.current).toBeNull()
    expect(received).toEqual([current, null])
  })

  it('succeeds without a session', async () => {
    const { client, received } = await signedIn()
    await Promise.all([client.signOut(), client.signOut()])
    await client.signOut()
    expect(client.current).toBeNull()
    expect(received).toHaveLength(2)
  })

  it('rejects if the session could not be ended', async () => {
    const { browser, client, current } = await signedIn()
    browser.service = new Service({ JWT_SECRET: 'short' })
    expect((await problem(client.signOut())).status).toBe(503)
    expect(client.current).toEqual(current)
  })
})

describe('state', () => {
  it('is loading, then signed out, then signed in', async () => {
    await person('alice')
    const client = new Browser().tab()
    const seen: unknown[] = []
    const stop = client.subscribe(({ status, session, error }) => {
      seen.push([status, session?.account.username, error])
    })
    expect(client.state).toMatchObject({ status: 'loading', session: null })
    await client.session()
    const signedOut = client.state
    await client.session()
    expect(client.state, 'nothing has changed').toBe(signedOut)
    const current = await client.signIn({ username: 'alice', password })
    expect(client.state.session).toBe(current)
    stop()
    await client.signOut()
    expect(seen).toEqual([
      ['loading', undefined, undefined],
      ['signed-out', undefined, undefined],
      ['signed-in', 'alice', undefined],
    ])
  })

  it('is unavailable until a retry succeeds', async () => {
    const browser = new Browser(new Service({ JWT_SECRET: 'short' }))
    const client = browser.tab()
    await problem(client.session())
    const { status, error, retry } = client.state
    expect([status, error?.code]).toEqual(['unavailable', 'misconfigured'])
    browser.service = new Service()
    const settled = new Promise<void>((resolve) => {
      client.subscribe((state) => {
        if (state.status === 'signed-out') resolve()
      })
    })
    retry()
    expect(client.state).toMatchObject({ status: 'loading', error: undefined })
    await settled
    expect(client.state.error).toBeUndefined()
  })

  it('keeps a known session if the next check fails', async () => {
    const { browser, client, current } = await signedIn()
    const error = new Service({ JWT_SECRET: 'short' })
    const { service } = browser
    browser.service = error
    await problem(client.session())
    expect(client.state).toMatchObject({
      status: 'signed-in',
      session: current,
      error: { code: 'misconfigured', status: 503 },
    })
    browser.service = service
    await client.session()
    expect(client.state).toMatchObject({ status: 'signed-in', error: undefined })
  })
})

describe('The account', () => {
  const email = 'alice@example.com'
  const newPassword = 'correct horse battery, the second'

  /** A signed-in account with an email address. */
  async function signedInByEmail() {
    const service = new Service()
    await person(email)
    const browser = new Browser(service)
    const client = browser.tab()
    await client.signIn({ username: email, password })
    return { service, browser, client }
  }

  it('gets a new password by a reset link, which signs it in again', async () => {
    const { service, client, browser } = await signedInByEmail()
    const before = browser.cookie
    const mail = await service.newMail(email, link, () => client.requestPasswordReset(email))
    const token = linkIn(mail).searchParams.get('token') ?? ''
    const current = await client.resetPassword(token, newPassword)
    expect(client.current).toEqual(current)
    expect(browser.cookie).not.toBe(before)
    expect(await browser.tab().session()).toEqual(current)
    const error = await problem(client.resetPassword(token, newPassword))
    expect(error.code).toBe('reset_token_invalid')
  })

  it('changes its password and stays signed in', async () => {
    const { browser, client } = await signedInByEmail()
    const old = { current_password: password, new_password: newPassword }
    const { email: same } = await client.changePassword(old)
    expect(same).toBe(email)
    expect((await problem(client.changePassword(old))).code).toBe('current_password_incorrect')
    expect(await browser.tab().session()).not.toBeNull()
  })

  it('verifies its email address, and changes it', async () => {
    const { service, client } = await signedInByEmail()
    const first = await service.newMail(email, codePattern, async () => {
      expect(await client.sendVerificationCode()).toEqual({ sent_to: email })
    })
    expect((await client.verifyEmail(codeIn(first))).email_verified).toBe(true)
    expect(client.current?.account.email_verified).toBe(true)
    const next = 'ada@elsewhere.example'
    const second = await service.newMail(next, codePattern, async () => {
      expect(await client.changeEmail({ email: next, password })).toEqual({ sent_to: next })
    })
    expect(client.current?.account.email).toBe(email)
    await client.verifyEmail(codeIn(second))
    expect(client.current?.account.email).toBe(next)
  })

  it('changes its name, and is deleted', async () => {
    const { client, browser } = await signedInByEmail()
    const { first_name } = await client.updateAccount({ first_name: 'Ada' })
    expect([first_name, client.current?.account.first_name]).toEqual(['Ada', 'Ada'])
    expect((await problem(client.deleteAccount('wrong password'))).status).toBe(401)
    expect(client.current).not.toBeNull()
    await client.deleteAccount(password)
    expect([client.current, await browser.tab().session()]).toEqual([null, null])
  })

  it('lists and ends its sessions', async () => {
    const { service, client } = await signedInByEmail()
    for (const agent of ['Safari', 'Chrome']) await new Browser(service, agent).signIn(email)
    const agents = async () => (await client.sessions()).map(({ user_agent }) => user_agent)
    expect(await agents()).toEqual(expect.arrayContaining(['Safari', 'Chrome', 'Firefox']))
    const safari = (await client.sessions()).find(({ user_agent }) => user_agent === 'Safari')
    await client.endSession(safari?.id ?? '')
    expect(await agents()).not.toContain('Safari')
    await client.endOtherSessions()
    expect(await agents()).toEqual(['Firefox'])
    const own = (await client.sessions()).find(({ current }) => current)
    const ended = new Promise<void>((resolve) =>
      client.onChange((now) => now === null && resolve()),
    )
    await client.endSession(own?.id ?? '')
    await ended
  })

  it('creates and deletes invitations', async () => {
    const { client } = await signedInByEmail()
    const { id, token } = await client.createInvitation()
    expect(await client.invitations()).toEqual([expect.objectContaining({ id, token, uses: 0 })])
    expect(await client.verifyInvitation(token)).toEqual({ inviter: null, product: 'Latchkey' })
    await client.deleteInvitation(id)
    expect(await client.invitations()).toEqual([])
    const sent = await client.sendInvitation('guest@example.com')
    expect(sent.sent_to).toBe('guest@example.com')
    expect((await client.instance()).registration).toBe('open')
  })
})

describe('api', () => {
  it('encodes the path and the query, and omits undefined parameters', async () => {
    const sent: string[] = []
    const fetch = async (input: unknown, init?: RequestInit) => {
      sent.push(`${init?.method} ${input}`)
      return Response.json({ items: [], next: null })
    }
    const client = createClient('https://auth.example/', {
      fetch: fetch as typeof globalThis.fetch,
    })
    await client.api.accounts.$get({ query: { search: 'a&b c', limit: 5, after: undefined } })
    await client.api.sessions[':session_id'].$delete({ param: { session_id: 'a/../b?' } })
    expect(sent).toEqual([
      'GET https://auth.example/api/auth/accounts?search=a%26b+c&limit=5',
      'DELETE https://auth.example/api/auth/sessions/a%2F..%2Fb%3F',
    ])
  })

  it('sends no id that makes it a request to another endpoint', async () => {
    const sent: unknown[] = []
    const fetch = async (input: unknown) => {
      sent.push(input)
      return new Response(null, { status: 204 })
    }
    const { api } = createClient('', { fetch: fetch as typeof globalThis.fetch })
    for (const account_id of ['..', '.', '']) {
      const ended = api.accounts[':account_id'].sessions.$delete({ param: { account_id } })
      await expect(ended).rejects.toThrow(TypeError)
    }
    expect(sent).toEqual([])
    await api.accounts[':account_id'].sessions.$delete({ param: { account_id: '%2e.' } })
    expect(sent).toEqual(['/api/auth/accounts/%252e./sessions'])
  })

  it('returns the body of an endpoint', async () => {
    const { client } = await signedIn()
    const { items } = await client.read(client.api.sessions.$get())
    expect(items.filter(({ current }) => current)).toHaveLength(1)
  })

  it('signs out on the first 401 of any request', async () => {
    const { browser, client, received, current } = await signedIn()
    const elsewhere = browser.tab()
    const own = (await client.read(client.api.sessions.$get())).items.find((s) => s.current)
    const param = { session_id: own?.id ?? '' }
    await elsewhere.read(elsewhere.api.sessions[':session_id'].$delete({ param }))
    const error = await problem(client.api.sessions.$get())
    expect(error).toMatchObject({ code: 'unauthenticated', status: 401 })
    expect(client.current).toBeNull()
    expect(received).toEqual([current, null])
  })

  it('keeps the session on other problems', async () => {
    const { client, current } = await signedIn()
    const error = await problem(client.read(client.api.audit.$get({ query: {} })))
    expect(error).toMatchObject({ code: 'forbidden', status: 403 })
    expect(client.current).toEqual(current)
  })
})

describe('update', () => {
  it('updates the account after a change', async () => {
    const { client, received, current } = await signedIn()
    const json = { first_name: 'Al' }
    const { account } = await client.read(client.api.account.$patch({ json }))
    client.update({ account })
    expect(client.current).toEqual({ ...current, account: { ...current.account, ...json } })
    expect(received).toHaveLength(2)
    expect(await client.session()).toEqual(client.current)
    expect(received).toHaveLength(2)
  })
})

describe('onChange', () => {
  it('is called once for each change, until it is stopped', async () => {
    const { client, current } = await signedIn()
    const received: unknown[] = []
    const listener = (now: unknown) => received.push(now)
    const stop = client.onChange(listener)
    client.onChange(listener)
    await client.session()
    client.update({ account: { ...current.account, first_name: 'Al' } })
    expect(received).toHaveLength(2)
    expect(client.current?.account.first_name).toBe('Al')
    expect(client.current?.expires_at).toBe(current.expires_at)
    stop()
    client.update(null)
    expect(received.slice(2)).toEqual([null])
  })

  it('is not called with an account if no one is signed in', async () => {
    const { current } = await signedIn()
    const client = new Browser().tab()
    client.update(current)
    expect(client.current).toBeUndefined()
  })
})

describe('A ProblemError is unreachable', () => {
  it('if nothing responds', async () => {
    const cause = new TypeError('Failed to fetch')
    const client = createClient('', { fetch: () => Promise.reject(cause) })
    const error = await problem(client.session())
    expect(error).toMatchObject({ code: 'unreachable', status: 0, cause, requestId: undefined })
    expect(client.current).toBeUndefined()
  })

  it.each([
    [502, 'text/html', '<h1>Bad Gateway</h1>'],
    [200, 'text/html', '<!doctype html><div id="app"></div>'],
    [500, 'application/json', '{"oops":true}'],
    [500, 'application/json', 'null'],
  ])('if another server responds: %i %s', async (status, type, body) => {
    const answer = () => new Response(body, { status, headers: { 'Content-Type': type } })
    const client = createClient('', { fetch: async () => answer() })
    const error = await problem(client.signIn({ username: 'alice', password }))
    expect(error).toMatchObject({ code: 'unreachable', status })
    expect(error.detail).toBeTruthy()
  })

  it('but not if the caller aborts', async () => {
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const client = createClient('', { fetch: fetch as typeof globalThis.fetch })
    const giving = new AbortController()
    const asked = client.api.sessions.$get({}, { init: { signal: giving.signal } })
    giving.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})
