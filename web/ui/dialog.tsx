import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

interface Props {
  title: string
  open: boolean
  onClose: () => void
  /** Puts the initial focus on the heading, so that pressing Enter does nothing irreversible. */
  danger?: boolean
  children: ComponentChildren
}

/** A modal dialog. The browser traps the focus, closes the dialog on Escape and restores the focus. */
export function Dialog({ title, open, onClose, danger = false, children }: Props) {
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
      // The event fires asynchronously: the dialog may be open again.
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

export function CancelButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="button quiet" onClick={onClick}>
      Cancel
    </button>
  )
}
