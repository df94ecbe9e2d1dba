import { useEffect, useState } from 'preact/hooks'
import { type Account, createClient } from '../../client/client.ts'
import { sentenceOf } from './error-message.ts'
import { type Notice, say } from './notices.ts'
import { fetchSignedIn } from './reauthentication.ts'
import { session } from './state.ts'
import { hasUnsaved } from './unsaved.ts'

export const client = createClient('', { current: session, fetch: fetchSignedIn })

/** What the sign-in page says to whoever is sent there. Another tab, or an administrator, may have ended it. */
let farewell: Notice = 'session_ended'

/** Seconds between two questions whether the session still lives, when somebody comes back to the page. */
const askEvery = 60

/** The account that this page is about, also when its session has ended. */
let last = session?.account

/**
 * Leads to another page when somebody signs in or out, here, in another tab or by an administrator. Where to is for
 * the Worker to say, so the page is asked for anew. While a form holds what was typed, the end of the session is no reason
 * to lose that: sending the form asks for the password. What was typed for one account is never sent as another.
 */
export function followSession(): void {
  client.onChange((current) => {
    if (isResetPage()) return
    if (current === null) return leaveIfEnded()
    const isAnother = session?.account.id !== current.account.id
    if (isAnother || (session?.account.role !== current.account.role && !hasUnsaved())) {
      return location.reload()
    }
    last = current.account
  })
  let asked = 0
  const ask = () => {
    if (client.current === null || Date.now() - asked < askEvery * 1000) return
    asked = Date.now()
    // Without an answer the page stays as it is; whatever is done on it will say why.
    client.session().catch(() => undefined)
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') ask()
  })
  addEventListener('focus', ask)
  addEventListener('pageshow', ({ persisted }) => {
    // The page that a browser kept for the back button may be one of somebody who has signed out since.
    if (persisted) location.reload()
  })
}

/** Leads to the sign-in page if the session has ended, here on purpose or with nothing to be lost. */
export function leaveIfEnded(): void {
  if (!session || client.current !== null || isResetPage()) return
  if (farewell === 'session_ended' && hasUnsaved()) return
  location.replace(signInPage())
}

export function lastAccount(): Account | undefined {
  return last
}

/** The account that is signed in, on a page that only shows for one. */
export function useAccount(): Account {
  const [account, setAccount] = useState(last)
  useEffect(() => client.onChange((next) => next && setAccount(next.account)), [])
  if (!account) throw new Error('a page for accounts was shown to nobody')
  return account
}

/** Leads to the sign-in page and back here, for somebody else. What was typed is for the present account, and lost. */
export async function signInAsAnother(): Promise<void> {
  try {
    await signOut()
    location.replace(`/auth/sign-in?${new URLSearchParams({ next: here() })}`)
  } catch (error) {
    say(sentenceOf(error))
  }
}

export async function signOut(): Promise<void> {
  farewell = 'signed_out'
  try {
    await client.signOut()
  } finally {
    farewell = 'session_ended'
  }
}

/** The account is gone: says so on the sign-in page. */
export function afterDeletion(): void {
  farewell = 'account_deleted'
  client.update(null)
}

/** The page behind a mailed link is for whoever has the link, signed in or not. */
export function isResetPage(): boolean {
  return location.pathname.endsWith('/reset-password')
}

function signInPage(): string {
  const query = { notice: farewell, ...(farewell === 'session_ended' && { next: here() }) }
  return `/auth/sign-in?${new URLSearchParams(query)}`
}

function here(): string {
  return location.pathname + location.search
}
