import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { lazy } from 'preact-iso'
import { Page } from './page.tsx'

/** A page whose script loads when the page opens. If loading fails, shows an error or, after a deployment, reloads once. */
export function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(() => load().then(clearReloaded, () => ({ default: LoadError })))
}

/** The key in sessionStorage from a reload until a page loads. */
const reloadedKey = 'latchkey-reloaded'

function clearReloaded<T>(module: T): T {
  // Storage may be blocked.
  try {
    sessionStorage.removeItem(reloadedKey)
  } catch {}
  return module
}

/** Allows one automatic reload: a file that stays missing, or two alternating deployments, must not cause a loop. */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(reloadedKey)) return false
    sessionStorage.setItem(reloadedKey, 'yes')
    return true
  } catch {
    return false
  }
}

type LoadProblem = 'offline' | 'missing'

const messages: Record<LoadProblem, string> = {
  offline: 'The service cannot be reached. Check your connection and try again.',
  missing: 'Part of this page is missing. Try again in a few moments.',
}

/**
 * Replaces a page whose script did not load. If a deployment replaced the file, a reload fixes the page. Without a connection, a
 * reload would lose even this page, so this checks the connection first.
 */
function LoadError() {
  const [problem, setProblem] = useState<LoadProblem>()
  async function retry(byUser: boolean) {
    setProblem(undefined)
    if (!(await isReachable())) return setProblem('offline')
    if (byUser || mayReload()) location.reload()
    else setProblem('missing')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => void retry(false), [])
  return (
    <Page title={problem ? 'This page did not load' : 'Loading…'}>
      {problem && (
        <>
          <p class="error" role="alert">
            {messages[problem]}
          </p>
          <p>
            <button type="button" class="button" onClick={() => retry(true)}>
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
