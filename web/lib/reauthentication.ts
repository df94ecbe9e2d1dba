import { type ProblemCode, ProblemError } from '../../client/client.ts'
import { session } from './state.ts'
import { hasUnsavedInput } from './unsaved.ts'

/** Why the API requires the password: the session ended, or the last sign-in is too long ago for the request (RFC 9470). */
export type Reason = Extract<ProblemCode, 'unauthenticated' | 'reauthentication_required'>

export interface PasswordPrompt {
  reason: Reason
  /** Call with whether the account signed in again. */
  resolve: (signedIn: boolean) => void
}

type OpenDialog = (prompt: PasswordPrompt) => void

let openDialog: OpenDialog | undefined
let pending: Promise<boolean> | undefined

/** Registers the dialog that asks for the password. Returns the function that unregisters the dialog. */
export function registerPasswordDialog(open: OpenDialog): () => void {
  openDialog = open
  return () => {
    openDialog = undefined
  }
}

/**
 * The `fetch` of the pages' client. If the API requires a new sign-in, this asks for the password and then sends the request
 * again, so that no input is lost. Concurrent requests share one dialog.
 * @throws ProblemError with the API's code if the dialog is canceled; `cookie_refused` if a sign-in's cookie was dropped
 */
export async function fetchWithReauthentication(
  input: RequestInfo | URL,
  init: RequestInit = {},
): Promise<Response> {
  const response = await fetch(input, init)
  // 202: the sign-in waits for its second factor.
  if (response.ok && response.status !== 202 && isSignIn(String(input), init)) await requireCookie()
  const reason = await reasonFor(response, String(input), init)
  if (!reason || !openDialog) return response
  pending ??= askPassword(reason, openDialog)
  if (await pending) return fetch(input, init)
  throw new ProblemError(reason, response.status, { detail: 'The password was not entered' })
}

/** Asks who the person is, without a request that requires it. Returns whether the person proved it. */
export async function prove(): Promise<boolean> {
  if (!openDialog) return false
  pending ??= askPassword('reauthentication_required', openDialog)
  return pending
}

function isSignIn(path: string, { method }: RequestInit): boolean {
  return (
    method === 'POST' && /\/api\/auth\/(session(\/second|\/passkey)?|account|setup)$/.test(path)
  )
}

/**
 * Requests the session once after a sign-in: a browser that drops the cookie does so silently, after the same response. If this
 * request fails, the sign-in is assumed to have worked.
 */
async function requireCookie(): Promise<void> {
  const check = await fetch('/api/auth/session').catch(() => undefined)
  // The request stays open until the body is read.
  const session: unknown = await check?.json().catch(() => undefined)
  if (!check?.ok || session !== null) return
  throw new ProblemError('cookie_refused', 401, {
    detail: 'The browser did not keep the session cookie',
  })
}

async function reasonFor(response: Response, path: string, init: RequestInit) {
  // Callers of /session need the 401 itself, and so does the dialog. A reset token is not a session.
  const excluded =
    /\/api\/auth\/session(\/second|\/proof)?$/.test(path) ||
    new Headers(init.headers).has('Authorization')
  if (response.status !== 401 || !session || excluded) return undefined
  const body: { code?: ProblemCode } | null = await response
    .clone()
    .json()
    .catch(() => null)
  if (body?.code === 'reauthentication_required') return body.code
  // A page without unsaved input can be opened again after sign-in.
  const isReadOnly = (init.method ?? 'GET') === 'GET' && !hasUnsavedInput()
  return body?.code === 'unauthenticated' && !isReadOnly ? body.code : undefined
}

function askPassword(reason: Reason, open: OpenDialog): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  open({ reason, resolve })
  return promise.finally(() => {
    pending = undefined
  })
}
