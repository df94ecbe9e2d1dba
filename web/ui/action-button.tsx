import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { sentenceOf } from '../lib/error-message.ts'
import { say } from '../lib/notices.ts'

interface Facts {
  /** What it does to what, where the text alone does not say to what. */
  label?: string
  action: () => Promise<unknown>
  children: ComponentChildren
  danger?: boolean
}

/** A button that does one thing at once. What goes wrong is said at the top of the page. */
export function Action({ label, action, children, danger }: Facts) {
  const [working, setWorking] = useState(false)
  const sending = useRef(false)
  async function act() {
    if (sending.current) return
    sending.current = true
    setWorking(true)
    try {
      await action()
    } catch (error) {
      say(sentenceOf(error))
    } finally {
      sending.current = false
      setWorking(false)
    }
  }
  return (
    <button
      type="button"
      class={danger ? 'button quiet danger' : 'button quiet'}
      aria-label={label}
      aria-busy={working}
      aria-disabled={working}
      onClick={act}
    >
      {children}
    </button>
  )
}
