import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

interface Facts {
  title: string
  open: boolean
  onClose: () => void
  children: ComponentChildren
}

/** A question in front of the page. The browser keeps the focus in it, closes it on Escape and gives focus back. */
export function Dialog({ title, open, onClose, children }: Facts) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      {open && (
        <div class="stack">
          <h2 id={id}>{title}</h2>
          {children}
        </div>
      )}
    </dialog>
  )
}

/** The way out of a dialog, beside its button. */
export function Cancel({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="button quiet" onClick={onClick}>
      Cancel
    </button>
  )
}
