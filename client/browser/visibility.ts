import { page } from './page.ts'

/** Milliseconds between two checks when the page is shown. */
const interval = 10_000

/**
 * Calls `check` when the session may have changed unnoticed: the page gets the focus, is shown again, returns from the
 * back/forward cache, or is online again. Does nothing outside of a browser.
 * @param lastChecked UNIX milliseconds
 */
export function createVisibility(check: () => void, lastChecked: () => number) {
  const { document } = page
  const checkIfDue = () => {
    if (document?.visibilityState === 'visible' && Date.now() - lastChecked() >= interval) check()
  }
  const checkIfRestored = ({ persisted }: { persisted?: boolean }) => {
    if (persisted) check()
  }
  const events = [
    [page, 'focus', checkIfDue],
    [page, 'online', check],
    [page, 'pageshow', checkIfRestored],
    [document, 'visibilitychange', checkIfDue],
  ] as const

  return {
    open() {
      if (document) for (const [on, type, listener] of events) on?.addEventListener(type, listener)
    },
    close() {
      if (document)
        for (const [on, type, listener] of events) on?.removeEventListener(type, listener)
    },
  }
}
