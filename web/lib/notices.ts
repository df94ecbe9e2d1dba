import { useLayoutEffect, useState } from 'preact/hooks'

/** What a page can be opened with: a closed set, so that no link puts words of its own onto it. */
const notices = {
  signed_out: 'You have signed out.',
  session_ended: 'Your session has ended. Sign in again to go on.',
  account_deleted: 'Your account is deleted.',
  password_set: 'Your new password is set. Sign in with it.',
  registration_closed: 'New accounts cannot be made here.',
} as const
export type Notice = keyof typeof notices

let shown = ''
let next = takeNotice()
const listeners = new Set<(text: string) => void>()

/** Shows a sentence at the top of the page, and has it read out. Empty: takes the last one away. */
export function say(text: string): void {
  shown = text
  for (const listener of listeners) listener(text)
}

/** Says it on the page that is about to open. */
export function sayNext(text: string): void {
  next = text
}

/** To be called by every page as it opens. */
export function openNotice(): void {
  say(next)
  next = ''
}

export function useNotice(): string {
  const [text, setText] = useState(shown)
  // With the page: what that has to say as it opens is said before anything is painted.
  useLayoutEffect(() => {
    listeners.add(setText)
    return () => void listeners.delete(setText)
  }, [])
  return text
}

/** The notice of the address, which is then without it: a reload must not say it again. */
function takeNotice(): string {
  const url = new URL(location.href)
  const name = url.searchParams.get('notice')
  if (name === null) return ''
  url.searchParams.delete('notice')
  history.replaceState(history.state, '', url)
  return Object.hasOwn(notices, name) ? notices[name as Notice] : ''
}
