import { type ProblemCode, ProblemError } from '../../client/client.ts'
import { session } from './state.ts'
import { hasUnsaved } from './unsaved.ts'

/** Why the API asks for the password: the session has ended, or it is too old for what is to be done (RFC 9470). */
export type Reason = Extract<ProblemCode, 'not_signed_in' | 'recent_sign_in_required'>

export interface Question {
  reason: Reason
  /** Whether the account has signed in again. */
  answer: (signedIn: boolean) => void
}

let ask: ((question: Question) => void) | undefined
let asking: Promise<boolean> | undefined

/** Takes the dialog that asks; gives what takes it away again. */
export function onQuestion(dialog: (question: Question) => void): () => void {
  ask = dialog
  return () => {
    ask = undefined
  }
}

/**
 * `fetch` for the client of the pages. If the API wants the account to sign in again, this asks for the password and then sends
 * the request again, so whatever was typed or clicked goes through and nothing is lost. However many requests need it at a
 * time, it is one dialog.
 * @throws ProblemError with the API's code if the person cancels; `cookie_refused` after a sign-in whose cookie was dropped
 */
export async function fetchSignedIn(
  input: RequestInfo | URL,
  init: RequestInit = {},
): Promise<Response> {
  const answer = await fetch(input, init)
  if (answer.ok && signsIn(String(input), init)) await expectCookie()
  const reason = await reasonOf(answer, String(input), init)
  if (!reason || !ask) return answer
  asking ??= signedInAgain(reason, ask)
  if (await asking) return fetch(input, init)
  throw new ProblemError(reason, answer.status, { detail: 'The password was not entered' })
}

function signsIn(path: string, { method }: RequestInit): boolean {
  return method === 'POST' && /\/api\/auth\/(session|account|setup)$/.test(path)
}

/**
 * A browser that does not keep the cookie does not say so: the answer is the same 200. So the session is asked for once. A
 * check that gets no answer proves nothing against the sign-in.
 */
async function expectCookie(): Promise<void> {
  const check = await fetch('/api/auth/session').catch(() => undefined)
  // Nobody reads what it says; without this the request stays open.
  await check?.text().catch(() => undefined)
  if (check?.status !== 401) return
  throw new ProblemError('cookie_refused', 401, {
    detail: 'The browser did not keep the session cookie',
  })
}

async function reasonOf(answer: Response, path: string, init: RequestInit) {
  // About the session itself the caller wants to know. A reset link's token is no session.
  const about = path.endsWith('/api/auth/session') || new Headers(init.headers).has('Authorization')
  if (answer.status !== 401 || !session || about) return undefined
  const body: { code?: ProblemCode } | null = await answer
    .clone()
    .json()
    .catch(() => null)
  if (body?.code === 'recent_sign_in_required') return body.code
  // A page that only shows something can as well be opened again after signing in.
  const onlyShows = (init.method ?? 'GET') === 'GET' && !hasUnsaved()
  return body?.code === 'not_signed_in' && !onlyShows ? body.code : undefined
}

function signedInAgain(reason: Reason, dialog: (question: Question) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  dialog({ reason, answer: resolve })
  return promise.finally(() => {
    asking = undefined
  })
}
