import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { lazy } from 'preact-iso'
import { Page } from './page.tsx'

/** A page that is loaded when it is opened. If that fails, it says so or, after a deployment, reloads once. */
export function later(load: () => Promise<{ default: ComponentType }>) {
  return lazy(() => load().then(loaded, () => ({ default: NotLoaded })))
}

/** In sessionStorage from a reload until a page is loaded. */
const mark = 'latchkey-reloaded'

function loaded<T>(module: T): T {
  // Kept only while something is wrong.
  try {
    sessionStorage.removeItem(mark)
  } catch {}
  return module
}

/**
 * Whether to reload without being asked: once, so that a file that stays missing starts no loop, not even while two versions are
 * served in turn.
 */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(mark)) return false
    sessionStorage.setItem(mark, 'yes')
    return true
  } catch {
    return false
  }
}

type Problem = 'offline' | 'missing'

const sentences: Record<Problem, string> = {
  offline: 'The service cannot be reached. Check your connection, then try again.',
  missing: 'Part of this page is missing. Try again in a moment.',
}

/**
 * In place of a page whose script did not come. Either a deployment has replaced the file, which a reload puts right, or there is
 * no connection, and a reload would lose even this page. So the service is asked first.
 */
function NotLoaded() {
  const [problem, setProblem] = useState<Problem>()
  async function tryAgain(byHand: boolean) {
    setProblem(undefined)
    if (!(await isReachable())) return setProblem('offline')
    if (byHand || mayReload()) location.reload()
    else setProblem('missing')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as the page opens
  useEffect(() => void tryAgain(false), [])
  return (
    <Page title={problem ? 'This page did not load' : 'Loading…'}>
      {problem && (
        <>
          <p class="problem" role="alert">
            {sentences[problem]}
          </p>
          <p>
            <button type="button" class="button" onClick={() => tryAgain(true)}>
              Try again
            </button>
          </p>
        </>
      )}
    </Page>
  )
}

function isReachable(): Promise<boolean> {
  return fetch('/api/auth/instance').then(
    ({ ok }) => ok,
    () => false,
  )
}
