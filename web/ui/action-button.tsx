import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { errorMessage } from '../lib/error-message.ts'
import { showNotice } from '../lib/notices.ts'

interface Props {
  /** Accessible name, if the text alone does not name the object of the action. */
  label?: string
  action: () => Promise<unknown>
  children: ComponentChildren
  danger?: boolean
}

/** A button that runs one action at once. Errors appear as a notice at the top of the page. */
export function ActionButton({ label, action, children, danger }: Props) {
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  async function run() {
    if (running.current) return
    running.current = true
    setBusy(true)
    try {
      await action()
    } catch (error) {
      showNotice(errorMessage(error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return (
    <button
      type="button"
      class={danger ? 'button quiet danger' : 'button quiet'}
      aria-label={label}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={run}
    >
      {children}
    </button>
  )
}
