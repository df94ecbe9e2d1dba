import type { ComponentChildren } from 'preact'
import { t } from '../lib/text.ts'
import { Form, type Values } from '../ui/form/form.tsx'
import { CancelButton, Dialog } from '../ui/overlay/dialog.tsx'

interface Props {
  title: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  open: boolean
  onClose: () => void
  submitLabel?: string
  busyLabel?: string
  /** Rejects with a ProblemError, which the form then shows. Otherwise the dialog closes. */
  onSubmit: (values: Values) => Promise<unknown>
  children: ComponentChildren
}

/** A form in a dialog, for one value of the account. */
export function FormDialog(props: Props) {
  const { title, lead, open, onClose, onSubmit, children } = props
  const { submitLabel = t('account.save'), busyLabel = t('account.saving') } = props
  return (
    <Dialog title={title} lead={lead} open={open} onClose={onClose}>
      <Form
        submitLabel={submitLabel}
        busyLabel={busyLabel}
        submitLast
        secondary={<CancelButton onClick={onClose} />}
        onSubmit={async (values) => {
          await onSubmit(values)
          onClose()
        }}
      >
        {children}
      </Form>
    </Dialog>
  )
}
