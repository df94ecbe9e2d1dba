import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { alert, offline } from '../icons.ts'

interface Props {
  children: ComponentChildren
  /** What to do about it. */
  action?: ComponentChildren
}

/** Something that concerns the whole page, such as an address to verify. */
export function Banner({ children, action }: Props) {
  return (
    <div class="banner">
      <Icon path={alert} />
      <span>{children}</span>
      {action}
    </div>
  )
}

/** Says that there is no connection, as long as there is none. */
export function OfflineBanner() {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const update = () => setOnline(navigator.onLine)
    addEventListener('online', update)
    addEventListener('offline', update)
    return () => {
      removeEventListener('online', update)
      removeEventListener('offline', update)
    }
  }, [])
  if (online) return null
  return (
    <div class="banner offline" role="alert">
      <Icon path={offline} />
      <span>{t('ui.offline')}</span>
    </div>
  )
}
