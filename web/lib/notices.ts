import { useLayoutEffect, useState } from 'preact/hooks'

/** Notices that a link can show, by the query parameter `notice`. A closed set, so that no link can show arbitrary text. */
const notices = {
  signed_out: 'You are signed out.',
  session_ended: 'Your session has ended. Sign in again to continue.',
  account_deleted: 'Your account was deleted.',
  password_set: 'Your password was reset. Sign in with your new password.',
  registration_closed: 'Sign-up is closed.',
} as const
export type Notice = keyof typeof notices

let current = ''
let queued = takeNotice()
const listeners = new Set<(text: string) => void>()

/** Shows a notice at the top of the page; screen readers announce it. An empty text removes the notice. */
export function showNotice(text: string): void {
  current = text
  for (const listener of listeners) listener(text)
}

/** Shows a notice on the next page that opens. */
export function queueNotice(text: string): void {
  queued = text
}

/** Call when a page opens. */
export function showQueuedNotice(): void {
  showNotice(queued)
  queued = ''
}

/** The current notice. */
export function useNotice(): string {
  const [text, setText] = useState(current)
  // A layout effect, so that the page's first notice is in the first paint.
  useLayoutEffect(() => {
    listeners.add(setText)
    return () => void listeners.delete(setText)
  }, [])
  return text
}

/** Reads the notice from the URL and removes the parameter, so that a reload does not repeat the notice. */
function takeNotice(): string {
  const url = new URL(location.href)
  const name = url.searchParams.get('notice')
  if (name === null) return ''
  url.searchParams.delete('notice')
  history.replaceState(history.state, '', url)
  return Object.hasOwn(notices, name) ? notices[name as Notice] : ''
}
