import type { ComponentChildren } from 'preact'
import { showNotice } from '../../lib/notices.ts'
import { t } from '../../lib/text.ts'
import { Form, type Values } from '../../ui/form/form.tsx'
import { CancelButton, Dialog } from '../../ui/overlay/dialog.tsx'

interface Props {
  title: string
  lead?: ComponentChildren
  open: boolean
  onClose: () => void
  /** Saves the values. Afterwards the dialog closes and shows `notice`. */
  onSubmit: (values: Values) => Promise<unknown>
  notice: string
  children: ComponentChildren
}

/** A dialog that changes something of an account. */
export function FormDialog({ title, lead, open, onClose, onSubmit, notice, children }: Props) {
  return (
    <Dialog title={title} lead={lead} open={open} onClose={onClose}>
      <Form
        submitLabel={t('admin.save')}
        busyLabel={t('admin.saving')}
        submitLast
        secondary={<CancelButton onClick={onClose} />}
        onSubmit={async (values) => {
          await onSubmit(values)
          onClose()
          showNotice(notice)
        }}
      >
        {children}
      </Form>
    </Dialog>
  )
}
