import { supportsPasskeys } from './browser/passkey-support.ts'
import type { Client } from './client.ts'
import { type ProblemCode, ProblemError } from './problem-error.ts'
import type { Routes } from './routes.ts'
import type { Current, Passkey, PasskeyAnswer, SetUp, SignUp } from './types.ts'

export { supportsPasskeys } from './browser/passkey-support.ts'

export interface PasskeySignIn {
  /**
   * Waits until the person chooses a passkey from the browser's autofill of an input with `autocomplete="username webauthn"`.
   * Without it, the browser shows its dialog.
   */
  autofill?: boolean
  /** Ends the request: it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

export interface NewPasskey {
  label?: string
  /**
   * Creates it without a dialog, if the browser has just filled in the password of the account. Otherwise it rejects, or waits
   * until the next request for a passkey.
   */
  conditional?: boolean
}

/** A request that waits without a dialog. Browsers run one request at a time, so the next request ends it. */
let waiting: AbortController | undefined

function startRequest(waits: boolean): AbortController {
  waiting?.abort()
  const controller = new AbortController()
  waiting = waits ? controller : undefined
  return controller
}

/** Whether this browser offers passkeys in the autofill of inputs. */
export async function supportsAutofill(): Promise<boolean> {
  return supportsPasskeys() && PublicKeyCredential.isConditionalMediationAvailable()
}

/** Whether this browser can create a passkey without a dialog after a sign-in with a password. */
export async function supportsConditionalCreate(): Promise<boolean> {
  if (!supportsPasskeys() || !('getClientCapabilities' in PublicKeyCredential)) return false
  const { conditionalCreate } = await PublicKeyCredential.getClientCapabilities()
  return conditionalCreate === true
}

/**
 * Signs in with a passkey. Like `client.signIn`, it rejects with `second_factor_required` if the account has a second factor
 * and the passkey is only one factor. It rejects with `passkey_canceled` if the person closed the browser's dialog.
 */
export function signInWithPasskey(client: Client, options: PasskeySignIn = {}): Promise<Current> {
  return answer(client, 'sign_in', client.signIn, options)
}

/** Completes a sign-in that waits for its second factor. */
export function completeSignInWithPasskey(client: Client): Promise<Current> {
  return answer(client, 'second_step', client.completeSignIn)
}

/** Proves again who the person is, after a call rejected with `reauthentication_required`. */
export function proveWithPasskey(client: Client): Promise<Current> {
  return answer(client, 'proof', client.prove)
}

/**
 * Creates an account with a passkey instead of a password, and signs in. It rejects with `passkey_canceled` if the person closed the
 * browser's dialog.
 */
export function signUpWithPasskey(
  client: Client,
  json: WithoutCredential<SignUp>,
  label = '',
): Promise<Current> {
  return withFirstPasskey(client, json, (passkey) => client.signUp({ ...json, passkey, label }))
}

/** Creates the first administrator with a passkey, and signs in. `setupToken` is the instance's SETUP_TOKEN, if set. */
export function setUpWithPasskey(
  client: Client,
  json: WithoutCredential<SetUp>,
  { label = '', setupToken }: { label?: string; setupToken?: string | undefined } = {},
): Promise<Current> {
  return withFirstPasskey(client, json, (passkey) =>
    client.setUp({ ...json, passkey, label }, setupToken),
  )
}

/** The passkeys of the account, oldest first. */
export async function listPasskeys({ api, read }: Client): Promise<Passkey[]> {
  return (await read(api.passkeys.$get())).items
}

/**
 * Creates a passkey and adds it to the account. It rejects with `passkey_exists` if the device already has one, and with
 * `passkey_canceled` if the person closed the browser's dialog.
 */
export async function createPasskey(
  { api, read }: Client,
  { label = '', conditional = false }: NewPasskey = {},
): Promise<Passkey> {
  const { signal } = startRequest(conditional)
  const issued = await read(api.passkey.options.$post({ json: { conditional } }))
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(issued)
  const options = { publicKey, signal, ...(conditional && { mediation: 'conditional' }) }
  const credential = await navigator.credentials.create(options).catch(throwProblem)
  const json = { passkey: toJson<NewCredential>(credential), label, conditional }
  return read(api.passkeys.$post({ json }))
}

export function renamePasskey({ api, read }: Client, id: string, label: string): Promise<Passkey> {
  return read(api.passkeys[':passkey_id'].$patch({ param: { passkey_id: id }, json: { label } }))
}

/** Removes a passkey from the account, and from the password manager of a browser with the Signal API. */
export async function removePasskey({ api, read }: Client, id: string): Promise<void> {
  const removed = api.passkeys[':passkey_id'].$delete({ param: { passkey_id: id } })
  const { rp_id, user_id, accepted } = await read(removed)
  // Not every browser has the Signal API (WebAuthn Level 3 section 5.1.10). The passkey is removed either way.
  await PublicKeyCredential.signalAllAcceptedCredentials?.({
    rpId: rp_id,
    userId: user_id,
    allAcceptedCredentialIds: accepted,
  }).catch(() => undefined)
}

type WithoutCredential<Body> = Omit<Extract<Body, { passkey: unknown }>, 'passkey' | 'label'>
type Names = Pick<WithoutCredential<SignUp>, 'username' | 'email' | 'first_name' | 'last_name'>

/** Creates the passkey of an account that does not exist yet, and sends it. */
async function withFirstPasskey(
  { api, read }: Client,
  { username, email, first_name, last_name }: Names,
  send: (passkey: NewCredential) => Promise<Current>,
): Promise<Current> {
  const { signal } = startRequest(false)
  const json = { username: username ?? null, email: email ?? null, first_name, last_name }
  const issued = await read(api.account.passkey.options.$post({ json }))
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(issued)
  const credential = await navigator.credentials.create({ publicKey, signal }).catch(throwProblem)
  const passkey = toJson<NewCredential>(credential)
  try {
    return await send(passkey)
  } catch (error) {
    // There is no account, so the password manager must not keep the passkey. Without a response, there may be one.
    const isRefused = error instanceof ProblemError && error.status >= 400 && error.status < 500
    if (isRefused) await forget(issued.rp.id, passkey.id)
    throw error
  }
}

/** Signals the password manager that no account has the passkey, if the browser has the Signal API. */
async function forget(rpId: string, credentialId: string): Promise<void> {
  const unknown = { rpId, credentialId }
  await PublicKeyCredential.signalUnknownCredential?.(unknown).catch(() => undefined)
}

type NewCredential = Routes['/api/auth/passkeys']['$post']['input']['json']['passkey']
type Purpose = 'sign_in' | 'second_step' | 'proof'

/** Lets the person choose a passkey, and sends its answer to the challenge. */
async function answer(
  client: Client,
  purpose: Purpose,
  send: (answer: PasskeyAnswer) => Promise<Current>,
  options: PasskeySignIn = {},
): Promise<Current> {
  const { rpId, passkey } = await request(client, purpose, options)
  try {
    return await send({ passkey })
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'passkey_unknown') {
      await forget(rpId, passkey.id)
    }
    throw error
  }
}

async function request(
  { api, read }: Client,
  purpose: Purpose,
  { autofill = false, signal }: PasskeySignIn,
): Promise<PasskeyAnswer & { rpId: string }> {
  const own = startRequest(autofill).signal
  const ended = signal ? [own, signal] : [own]
  while (true) {
    const json = await read(api.session.passkey.options.$post({ json: { purpose } }))
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json)
    const expired = AbortSignal.timeout(json.timeout * 0.9)
    try {
      const credential = await navigator.credentials.get({
        publicKey,
        signal: AbortSignal.any([...ended, expired]),
        ...(autofill && { mediation: 'conditional' }),
      })
      return { rpId: json.rpId, passkey: toJson(credential) }
    } catch (error) {
      const isEnded = ended.some(({ aborted }) => aborted)
      // An autofill may wait for hours, longer than its challenge is valid.
      if (!autofill || isEnded || !expired.aborted) throwProblem(error)
    }
  }
}

/** For the API, which checks every member. */
function toJson<Json>(credential: Credential | null): Json {
  return (credential as PublicKeyCredential).toJSON() as Json
}

/** Problems by the name of the browser's error (WebAuthn Level 3 sections 5.1.3 and 5.1.4). */
const codes: Readonly<Record<string, ProblemCode>> = {
  NotAllowedError: 'passkey_canceled',
  TimeoutError: 'passkey_canceled',
  InvalidStateError: 'passkey_exists',
  SecurityError: 'passkeys_unavailable',
}

function throwProblem(cause: unknown): never {
  const code = cause instanceof DOMException ? codes[cause.name] : undefined
  if (!code || !(cause instanceof DOMException)) throw cause
  throw new ProblemError(code, 0, { detail: cause.message, cause })
}
