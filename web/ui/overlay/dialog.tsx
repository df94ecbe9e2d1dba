import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../../lib/text.ts'
import { Button } from '../button.tsx'
import { Icon } from '../icon.tsx'
import { alert, close } from '../icons.ts'

interface Props {
  title: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  open: boolean
  onClose: () => void
  /** For irreversible actions. The Cancel button should have the initial focus, so that pressing Enter changes nothing. */
  tone?: 'danger' | undefined
  wide?: boolean
  children: ComponentChildren
}

/** A modal dialog. The browser traps the focus, closes the dialog on Escape and restores the focus. */
export function Dialog({ title, lead, open, onClose, tone, wide, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Before the browser's next task: a `close` event that comes between would find the dialog closed and cancel its opening.
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={id}
      aria-describedby={lead ? `${id}-lead` : undefined}
      // The event fires asynchronously: the dialog may be open again.
      onClose={() => !dialog.current?.open && onClose()}
    >
      {open && (
        <div class="stack">
          <div class="dialog-head">
            {tone === 'danger' && <Icon path={alert} />}
            <div class="stack">
              <h2 id={id} tabIndex={-1}>
                {title}
              </h2>
              {lead && (
                <p class="sub" id={`${id}-lead`}>
                  {lead}
                </p>
              )}
            </div>
            {!tone && (
              <button
                type="button"
                class="icon-button"
                aria-label={t('ui.close')}
                onClick={onClose}
              >
                <Icon path={close} />
              </button>
            )}
          </div>
          {children}
        </div>
      )}
    </dialog>
  )
}

interface CancelProps {
  onClick: () => void
  autofocus?: boolean
}

export function CancelButton({ onClick, autofocus = false }: CancelProps) {
  return (
    <Button onClick={onClick} autofocus={autofocus}>
      {t('ui.cancel')}
    </Button>
  )
}
