import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

interface Facts {
  title: string
  open: boolean
  onClose: () => void
  /** The heading has the focus at first, so that Enter does nothing that cannot be undone. */
  danger?: boolean
  children: ComponentChildren
}

/** A question in front of the page. The browser keeps the focus in it, closes it on Escape and gives focus back. */
export function Dialog({ title, open, onClose, danger = false, children }: Facts) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // The event comes a moment late: the dialog may be open again.
      onClose={() => !dialog.current?.open && onClose()}
    >
      {open && (
        <div class="stack">
          <h2 id={id} tabIndex={-1} autofocus={danger}>
            {title}
          </h2>
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
