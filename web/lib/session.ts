import { useEffect, useState } from 'preact/hooks'
import { type Account, createClient } from '../../client/client.ts'
import { type Language, languageOf } from '../text/languages.ts'
import { errorMessage } from './error-message.ts'
import { type Notice, showError } from './notices.ts'
import { fetchWithReauthentication } from './reauthentication.ts'
import { session } from './state.ts'
import { language } from './text.ts'
import { hasUnsavedInput } from './unsaved.ts'

export const client = createClient('', { current: session, fetch: fetchWithReauthentication })

/** The notice on the sign-in page after the session ends. Another tab or an administrator may end the session. */
let signInNotice: Notice = 'session_ended'

/** The page to open after the next sign-in of this page. Without one, the page reloads and the Worker decides. */
let nextPage: string | undefined

/** The account that this page belongs to, even after its session ended. */
let lastAccount = session?.account

/**
 * Reloads the page when the signed-in account changes: here, in another tab or by an administrator. The Worker decides which
 * page to show. If a form has unsaved input, a session that ended does not leave the page: submitting the form asks for
 * the password. Input for one account is never sent as another account.
 */
export function watchSession(): void {
  client.onChange((current) => {
    if (isResetPage()) return
    if (current === null) return redirectIfSignedOut()
    const isAnother = session?.account.id !== current.account.id
    if (isAnother && nextPage) return location.replace(nextPage)
    if (isAnother || (session?.account.role !== current.account.role && !hasUnsavedInput())) {
      return location.reload()
    }
    lastAccount = current.account
  })
  addEventListener('pageshow', ({ persisted }) => {
    // A page from the back/forward cache may belong to an account that has signed out since.
    if (persisted) location.reload()
  })
}

/** Creates an account with `create`, in the language of the page, signs in and opens a page. */
export async function signUp(
  create: (locale: Language | undefined) => Promise<unknown>,
  page: string | undefined,
): Promise<void> {
  nextPage = page
  try {
    await create(languageOf(language))
  } finally {
    nextPage = undefined
  }
}

/** Opens the sign-in page if the session ended, unless the page has unsaved input and the user did not sign out. */
export function redirectIfSignedOut(): void {
  if (!session || client.current !== null || isResetPage()) return
  if (signInNotice === 'session_ended' && hasUnsavedInput()) return
  location.replace(signInUrl())
}

/** The account that this page belongs to, even after its session ended; undefined on pages for guests. */
export function accountOfPage(): Account | undefined {
  return lastAccount
}

/** The signed-in account, on a page that requires one. */
export function useAccount(): Account {
  const [account, setAccount] = useState(lastAccount)
  useEffect(() => client.onChange((next) => next && setAccount(next.account)), [])
  if (!account) throw new Error('This page requires an account')
  return account
}

/** Signs out and opens the sign-in page, which returns to this page. Discards unsaved input, which belongs to this account. */
export async function signInAsAnother(): Promise<void> {
  try {
    await signOut()
    location.replace(`/auth/sign-in?${new URLSearchParams({ next: currentPath() })}`)
  } catch (error) {
    showError(errorMessage(error))
  }
}

export async function signOut(): Promise<void> {
  signInNotice = 'signed_out'
  try {
    await client.signOut()
  } finally {
    signInNotice = 'session_ended'
  }
}

/** Call after the account was deleted: opens the sign-in page with a notice. */
export function leaveDeletedAccount(): void {
  signInNotice = 'account_deleted'
  client.update(null)
}

/** Whether this is the page of a reset link, which works signed in or signed out. */
export function isResetPage(): boolean {
  return location.pathname.endsWith('/reset-password')
}

function signInUrl(): string {
  const ended = signInNotice === 'session_ended'
  const query = { notice: signInNotice, ...(ended && { next: currentPath() }) }
  return `/auth/sign-in?${new URLSearchParams(query)}`
}

function currentPath(): string {
  return location.pathname + location.search
}
