import { useEffect, useRef } from 'preact/hooks'
import { dismissNotice, useNotice } from '../../lib/notices.ts'
import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { alert, checkCircle, close } from '../icons.ts'

/** Milliseconds that a notice is visible. An error stays until the user closes it. */
const shown = 10_000

/** The notice of the page, outside the flow. Screen readers announce a notice politely and an error at once. */
export function Toasts() {
  const { text, isError } = useNotice()
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!text || isError) return
    const timer = setInterval(() => {
      // Not while someone reads or uses it.
      if (!region.current?.matches(':hover, :focus-within')) dismissNotice()
    }, shown)
    return () => clearInterval(timer)
  }, [text, isError])
  const toast = text && (
    <div class={isError ? 'toast bad' : 'toast'}>
      <Icon path={isError ? alert : checkCircle} />
      <span>{text}</span>
      <button type="button" class="icon-button" aria-label={t('ui.close')} onClick={dismissNotice}>
        <Icon path={close} />
      </button>
    </div>
  )
  return (
    <div class="toasts" ref={region}>
      {/* Exists before it has content: screen readers watch it from the start. They announce an alert when it appears. */}
      <div role="status">{!isError && toast}</div>
      {isError && <div role="alert">{toast}</div>}
    </div>
  )
}
