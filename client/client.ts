import { type Api, type ApiResponse, createApi } from './api.ts'
import { page } from './browser/page.ts'
import { createTabs } from './browser/tabs.ts'
import { createVisibility } from './browser/visibility.ts'
import { ProblemError, readProblem } from './problem-error.ts'
import { type SessionState, toState } from './session-state.ts'
import type {
  Account,
  AccountChange,
  Current,
  EmailChange,
  Instance,
  Invitation,
  Inviter,
  NewTotp,
  PasskeyAnswer,
  PasswordChange,
  Proof,
  SecondFactors,
  SecondStep,
  SentCode,
  Session,
  SetUp,
  SignIn,
  SignUp,
  Waiting,
} from './types.ts'

export type { Api, ApiResponse, RequestOptions } from './api.ts'
export { type ProblemCode, ProblemError } from './problem-error.ts'
export type { SessionState } from './session-state.ts'
export type * from './types.ts'
export { accountUrl, signInUrl, signUpUrl } from './urls.ts'

export interface Client {
  /** Every endpoint under /api/auth: `client.api.sessions.$get()`. A failed call rejects. */
  readonly api: Api

  /** The body of a successful call, null for a 204: `const { items } = await client.read(client.api.sessions.$get())`. */
  read<T>(response: Promise<ApiResponse<T>>): Promise<T>

  /** The signed-in account as last known: null if signed out, undefined before the first response. */
  readonly current: Current | null | undefined

  /** The same with the reason if it is unknown, for pages to render. */
  readonly state: SessionState

  /** The state before any request, with which a server renders a page. */
  readonly initialState: SessionState

  /**
   * Calls back now and whenever `state` changes (the contract of a Svelte store). Returns the function that unsubscribes.
   * While there is a subscriber, a client in a browser keeps the session up to date by itself: it requests the session
   * first, then when the page is shown again, when another tab signs in or out, and when it is online again.
   */
  subscribe(listener: (state: SessionState) => void): () => void

  /** As `subscribe`, but calls back only when the signed-in account changes. */
  onChange(listener: (current: Current | null) => void): () => void

  /** Requests the signed-in account; null if signed out. Concurrent calls share one request. */
  session(): Promise<Current | null>

  /**
   * `username` may be an email address. If the account has a second factor, it rejects with `second_factor_required`: ask for the
   * code and call `completeSignIn`. For passkeys, `latchkey/passkeys` calls this, `completeSignIn` and `prove`.
   */
  signIn(json: SignIn | PasskeyAnswer): Promise<Current>

  /** Completes a sign-in with a code of the authenticator app, with a passkey, or with a recovery code. */
  completeSignIn(json: SecondStep): Promise<Current>

  /**
   * Proves again who the person is, after a call rejected with `reauthentication_required`: with a passkey, with a code or, without a
   * second factor, with the password.
   */
  prove(json: Proof): Promise<Current>

  /** Creates an account and signs in. With a passkey: `signUpWithPasskey` of `latchkey/passkeys`. */
  signUp(json: SignUp): Promise<Current>

  /** Creates the first administrator and signs in. `setupToken` is the instance's SETUP_TOKEN, if set. */
  setUp(json: SetUp, setupToken?: string): Promise<Current>

  /** Ends the session in every tab; also succeeds if there is none. */
  signOut(): Promise<void>

  /** Sends a reset link if an account has this email address. */
  requestPasswordReset(email: string): Promise<void>

  /**
   * Sets a new password with the token of a reset link, and signs in as `signIn` does. Without passwords, it only signs in. Null on
   * another origin, where no cookie is possible.
   */
  resetPassword(token: string, password?: string): Promise<Current | null>

  /** Ends every other session of the account. */
  changePassword(json: PasswordChange): Promise<Account>

  /** Sends a code to the new email address, which changes with `verifyEmail`. */
  changeEmail(json: EmailChange): Promise<SentCode>

  /** Sends a code to the email address of the account. */
  sendVerificationCode(): Promise<SentCode>

  /** Verifies or changes the email address with the code that was sent to it. */
  verifyEmail(code: string): Promise<Account>

  updateAccount(json: AccountChange): Promise<Account>

  /** Deletes the account and everything that belongs to it. Without a password, it requires a recent proof. */
  deleteAccount(password?: string): Promise<void>

  secondFactors(): Promise<SecondFactors>
  /** Starts to set up an authenticator app. Show `uri` as a QR code. */
  createTotp(label?: string): Promise<NewTotp>
  /** Enters the first code of the app, and returns the recovery codes. The app is required from now on. */
  confirmTotp(id: string, code: string): Promise<string[]>
  removeTotp(id: string): Promise<void>
  /** New recovery codes. The old ones stop working. */
  createRecoveryCodes(): Promise<string[]>

  /** Where the account is signed in, most recently used first. */
  sessions(): Promise<Session[]>
  endSession(id: string): Promise<void>
  endOtherSessions(): Promise<void>

  invitations(): Promise<Invitation[]>
  createInvitation(): Promise<Invitation>
  /** Creates an invitation and sends its link to the email address. */
  sendInvitation(email: string): Promise<Invitation>
  /** Who sent an invitation, before sign-up: a name, or null if the account has none. */
  verifyInvitation(token: string): Promise<Inviter>
  deleteInvitation(id: string): Promise<void>

  instance(): Promise<Instance>

  /** Applies the result of another call: `update({ account })`, or null after the account was deleted. */
  update(changed: Partial<Current> | null): void
}

export interface ClientOptions {
  /** Replaces the global `fetch`, for tests and for Workers with a service binding. */
  fetch?: typeof globalThis.fetch
  /** The signed-in account, if the page was served with it. Saves the first request. */
  current?: Current | null | undefined
}

/**
 * A client of the Latchkey at `baseUrl`; '' is the page's own origin, the only origin whose cookie lets a page change
 * anything. A failed call rejects with a ProblemError.
 */
export function createClient(baseUrl = '', options: ClientOptions = {}): Client {
  const api = createApi(baseUrl, send)
  const tabs = createTabs(`latchkey${baseUrl}`, onMessage)
  const visibility = createVisibility(check, () => checkedAt)
  const subscribers = new Set<() => void>()
  let known: Current | null | undefined = options.current
  let checkedAt = known === undefined ? 0 : Date.now()
  let problem: ProblemError | undefined
  const initialState = toState(known, problem, retry)
  let state = initialState
  let pending: Promise<Current | null> | undefined
  // Increments when the account may have changed: a response to an earlier request is outdated.
  let version = 0

  async function send(input: string, init: RequestInit): Promise<Response> {
    const before = version
    const request = (options.fetch ?? fetch)(input, init)
    const response = await request.catch((cause: unknown) => {
      // A custom `fetch` may throw a more specific problem.
      if (cause instanceof ProblemError) throw cause
      throw init.signal?.aborted ? cause : new ProblemError('unreachable', 0, { cause })
    })
    if (response.status === 204) return response
    // An export of the audit log is the only response in another format.
    if (response.ok && /json|csv/.test(response.headers.get('Content-Type') ?? '')) return response
    const error = await readProblem(response)
    if (error.code === 'unauthenticated' && version === before) setCurrent(null)
    throw error
  }

  function invalidate() {
    version += 1
    pending = undefined
  }

  function setCurrent(current: Current | null) {
    invalidate()
    checkedAt = Date.now()
    show(JSON.stringify(current) === JSON.stringify(known) ? known : current, undefined)
  }

  function show(current: Current | null | undefined, error: ProblemError | undefined) {
    if (current === known && error === problem) return
    known = current
    problem = error
    state = toState(known, problem, retry)
    for (const notify of subscribers) notify()
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
    check()
  }

  /** Requests the session for subscribers, who read the error in `state`. */
  function check() {
    session().catch(() => undefined)
  }

  function retry() {
    show(known, undefined)
    check()
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
    try {
      const current = await read(api.session.$get()).catch(nullIfSignedOut)
      if (version === before) setCurrent(current)
    } catch (error) {
      if (version === before && error instanceof ProblemError) show(known, error)
      throw error
    }
    return pending ?? known ?? null
  }

  function subscribe(listener: (state: SessionState) => void): () => void {
    // A new function for each subscription: a listener that subscribes twice is called twice and unsubscribes separately.
    const notify = () => listener(state)
    subscribers.add(notify)
    if (subscribers.size === 1) start()
    notify()
    return () => {
      if (subscribers.delete(notify) && subscribers.size === 0) stop()
    }
  }

  function start() {
    tabs.open()
    visibility.open()
    if (known === undefined && page.document) check()
  }

  function stop() {
    tabs.close()
    visibility.close()
  }

  function update(changed: Partial<Current> | null) {
    if (changed === null) setSignedOut()
    else if (known) setSignedIn({ ...known, ...changed })
  }

  /** Signs in, unless the sign-in waits for the second factor. */
  function setComplete(result: Current | Waiting): Current {
    if (!('second_factor' in result)) return setSignedIn(result)
    const { methods } = result.second_factor
    const detail = 'This account has a second factor'
    throw new ProblemError('second_factor_required', 202, { detail, methods })
  }

  /** The account in the response to a change of it. */
  async function readAccount(call: Promise<ApiResponse<{ account: Account }>>): Promise<Account> {
    const { account } = await read(call)
    update({ account })
    return account
  }

  return {
    api,
    read,
    session,
    subscribe,
    update,
    initialState,
    get current() {
      return known
    },
    get state() {
      return state
    },
    onChange(listener) {
      let last = known
      return subscribe(() => {
        if (known === last) return
        last = known
        // A known account never becomes unknown again.
        listener(known ?? null)
      })
    },
    async signIn(json) {
      const { passkey } = api.session
      return setComplete(
        await read('passkey' in json ? passkey.$post({ json }) : api.session.$post({ json })),
      )
    },
    completeSignIn: async (json) => setSignedIn(await read(api.session.second.$post({ json }))),
    prove: async (json) => setSignedIn(await read(api.session.proof.$post({ json }))),
    signUp: async (json) => setSignedIn(await read(api.account.$post({ json }))),
    async setUp(json, setupToken) {
      const header = { 'x-setup-token': setupToken }
      return setSignedIn(await read(api.setup.$post({ json, header })))
    },
    async signOut() {
      await api.session.$delete().catch(nullIfSignedOut)
      setSignedOut()
    },
    async requestPasswordReset(email) {
      await api['password-reset'].$post({ json: { email } })
    },
    async resetPassword(token, password) {
      const headers = { Authorization: `Bearer ${token}` }
      const current = await read(api['password-reset'].$put({ json: { password } }, { headers }))
      if (current) return setComplete(current)
      // The reset ended every session of the account, which may be the signed-in one.
      tabs.post('changed')
      onMessage('changed')
      return null
    },
    changePassword: (json) => readAccount(api.account.password.$put({ json })),
    changeEmail: (json) => read(api.account.email.$put({ json })),
    sendVerificationCode: () => read(api.account.email.code.$post()),
    verifyEmail: (code) => readAccount(api.account.email.verify.$post({ json: { code } })),
    updateAccount: (json) => readAccount(api.account.$patch({ json })),
    async deleteAccount(password) {
      await api.account.delete.$post({ json: { password } })
      setSignedOut()
    },
    secondFactors: () => read(api['second-factors'].$get()),
    createTotp: (label = '') => read(api.totp.$post({ json: { label } })),
    async confirmTotp(totp_id, code) {
      const confirmed = api.totp[':totp_id'].confirm.$post({ param: { totp_id }, json: { code } })
      const { recovery_codes } = await read(confirmed)
      // The session has a higher level now.
      await session()
      return recovery_codes
    },
    async removeTotp(totp_id) {
      await api.totp[':totp_id'].$delete({ param: { totp_id } })
    },
    createRecoveryCodes: async () => (await read(api['recovery-codes'].$post())).recovery_codes,
    sessions: async () => (await read(api.sessions.$get())).items,
    async endSession(session_id) {
      await api.sessions[':session_id'].$delete({ param: { session_id } })
      // It may have been the session of this page.
      onMessage('changed')
    },
    async endOtherSessions() {
      await api.sessions.$delete()
    },
    invitations: async () => (await read(api.invitations.$get())).items,
    createInvitation: () => read(api.invitations.$post()),
    sendInvitation: (email) => read(api.invitation.email.$post({ json: { email } })),
    verifyInvitation: (token) => read(api.invitation.verify.$post({ json: { token } })),
    async deleteInvitation(invitation_id) {
      await api.invitations[':invitation_id'].$delete({ param: { invitation_id } })
    },
    instance: () => read(api.instance.$get()),
  }
}

let shared: Client | undefined

/** The client of the page's own origin. Components share it unless they are given another one. */
export function defaultClient(): Client {
  shared ??= createClient()
  return shared
}

async function read<T>(call: Promise<ApiResponse<T>>): Promise<T> {
  const response = await call
  // A 204 has no body, and its type is null.
  return (response.status === 204 ? null : await response.json()) as T
}

/** A session that expired or was ended elsewhere, or an invalid bearer token, means signed out; any other error is thrown. */
function nullIfSignedOut(error: unknown): null {
  const { code } = error instanceof ProblemError ? error : {}
  if (code === 'unauthenticated' || code === 'session_not_found') return null
  throw error
}
