import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { lazy } from 'preact-iso'
import { t } from '../../lib/text.ts'
import { Button } from '../button.tsx'
import { FormError } from '../form/form-error.tsx'
import { GuestPage } from './guest-page.tsx'

/** A component whose script loads when it is needed. If loading fails, shows an error or, after a deployment, reloads once. */
export function lazyPage<Props = object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() => load().catch(() => ({ default: LoadError as ComponentType<Props> })))
}

/** The key in sessionStorage of the time of the last automatic reload. */
const reloadedKey = 'latchkey-reloaded'

/** Milliseconds between two automatic reloads: a file that stays missing, or two alternating deployments, must not cause a loop. */
const reloadInterval = 60_000

function mayReload(now = Date.now()): boolean {
  // Storage may be blocked.
  try {
    if (now - Number(sessionStorage.getItem(reloadedKey)) < reloadInterval) return false
    sessionStorage.setItem(reloadedKey, String(now))
    return true
  } catch {
    return false
  }
}

type LoadProblem = 'offline' | 'missing'

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
    <GuestPage title={problem ? t('ui.load_error') : t('ui.loading')}>
      {problem && (
        <>
          <FormError>
            {problem === 'offline' ? t('problem.unreachable') : t('ui.load_error_missing')}
          </FormError>
          <Button tone="primary" wide onClick={() => retry(true)}>
            {t('ui.try_again')}
          </Button>
        </>
      )}
    </GuestPage>
  )
}

function isReachable(): Promise<boolean> {
  return fetch('/api/auth/instance').then(
    ({ ok }) => ok,
    () => false,
  )
}
