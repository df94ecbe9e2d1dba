import { useEffect, useState } from 'preact/hooks'
import { type Account, createClient } from '../client/client.ts'
import type { Notice } from './notices.ts'
import { session } from './state.ts'

export const client = createClient('', { current: session })

/** What the sign-in page says to whoever is sent there. Another tab, or an administrator, may have ended it. */
let farewell: Notice = 'session_ended'

/** Seconds between two questions whether the session still lives, when somebody comes back to the page. */
const askEvery = 60

/**
 * Leads to another page when somebody signs in or out, here, in another tab or by an administrator. Where to is for
 * the Worker to say, so the page is asked for anew.
 */
export function followSession(): void {
  client.onChange((current) => {
    if (isResetPage()) return
    if (current === null) {
      if (session) location.replace(signInPage())
    } else if (!session || isAnother(session.account, current.account)) {
      location.reload()
    }
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

/** The account that is signed in, on a page that only shows for one. */
export function useAccount(): Account {
  const [current, setCurrent] = useState(client.current)
  useEffect(() => client.onChange((next) => next && setCurrent(next)), [])
  if (!current) throw new Error('a page for accounts was shown to nobody')
  return current.account
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

function isAnother(one: Account, other: Account): boolean {
  return one.id !== other.id || one.role !== other.role
}

function signInPage(): string {
  const query = new URLSearchParams({ notice: farewell })
  if (farewell === 'session_ended') query.set('next', location.pathname + location.search)
  return `/auth/sign-in?${query}`
}
