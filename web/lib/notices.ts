import { useLayoutEffect, useState } from 'preact/hooks'
import { t } from './text.ts'

/** Notices that a link can show, by the query parameter `notice`. A closed set, so that no link can show arbitrary text. */
const notices = [
  'signed_out',
  'session_ended',
  'account_deleted',
  'passkey_added',
  'password_set',
  'registration_closed',
  'sign_in_expired',
] as const
export type Notice = (typeof notices)[number]

interface Shown {
  /** Empty if there is none. */
  text: string
  isError: boolean
}

let current: Shown = { text: '', isError: false }
let queued = takeNotice()
const listeners = new Set<(notice: Shown) => void>()

/** Shows a notice as a toast; screen readers announce it. */
export function showNotice(text: string): void {
  show({ text, isError: false })
}

/** Shows an error as a toast. It stays until the user closes it or another page opens. */
export function showError(text: string): void {
  show({ text, isError: true })
}

export function dismissNotice(): void {
  showNotice('')
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
export function useNotice(): Shown {
  const [notice, setNotice] = useState(current)
  // A layout effect, so that the page's first notice is in the first paint.
  useLayoutEffect(() => {
    listeners.add(setNotice)
    setNotice(current)
    return () => void listeners.delete(setNotice)
  }, [])
  return notice
}

function show(notice: Shown): void {
  current = notice
  for (const listener of listeners) listener(notice)
}

/** Reads the notice from the URL and removes the parameter, so that a reload does not repeat the notice. */
function takeNotice(): string {
  const url = new URL(location.href)
  const name = url.searchParams.get('notice')
  if (name === null) return ''
  url.searchParams.delete('notice')
  history.replaceState(history.state, '', url)
  const notice = notices.find((each) => each === name)
  return notice ? t(`notice.${notice}`) : ''
}
