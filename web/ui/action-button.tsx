import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { errorMessage } from '../lib/error-message.ts'
import { showError } from '../lib/notices.ts'
import { Button, type ButtonStyle } from './button.tsx'

interface Props extends ButtonStyle {
  /** Accessible name, if the text alone does not name the object of the action. */
  label?: string
  action: () => Promise<unknown>
  children: ComponentChildren
  icon?: string
}

/** A button that runs one action at once. Errors appear as a toast. */
export function ActionButton({ action, ...button }: Props) {
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  async function run() {
    if (running.current) return
    running.current = true
    setBusy(true)
    try {
      await action()
    } catch (error) {
      showError(errorMessage(error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return <Button {...button} busy={busy} onClick={run} />
}
