import type { ComponentChildren } from 'preact'
import { InputError } from '../../lib/input-error.ts'
import { t } from '../../lib/text.ts'
import { Field } from '../form/field.tsx'
import { Form, type Values } from '../form/form.tsx'
import { CancelButton, Dialog } from './dialog.tsx'

interface Props {
  title: string
  open: boolean
  onClose: () => void
  /** What happens, and whether it can be undone. */
  consequence: ComponentChildren
  confirmLabel: string
  busyLabel: string
  onConfirm: (values: Values) => Promise<unknown>
  /** The name that the user must type, for actions that no one can undo. Ignores case. */
  typed?: string
  /** For actions that take nothing from anyone. */
  isHarmless?: boolean
  /** Further fields, such as a password. */
  children?: ComponentChildren
}

/** Asks before an action that affects someone else or cannot be undone. Cancel has the focus. */
export function ConfirmDialog(props: Props) {
  const { title, open, onClose, consequence, confirmLabel, busyLabel, onConfirm } = props
  const { typed, isHarmless = false, children } = props
  return (
    <Dialog
      title={title}
      lead={consequence}
      open={open}
      onClose={onClose}
      tone={isHarmless ? undefined : 'danger'}
    >
      <Form
        submitLabel={confirmLabel}
        busyLabel={busyLabel}
        danger={!isHarmless}
        submitLast
        secondary={<CancelButton onClick={onClose} autofocus />}
        onSubmit={async ({ confirmation = '', ...values }) => {
          if (typed !== undefined && !isSame(typed, confirmation)) {
            throw new InputError('confirmation', t('ui.confirmation_mismatch'))
          }
          await onConfirm(values)
        }}
      >
        {typed !== undefined && (
          <Field
            name="confirmation"
            label={t('ui.type_to_confirm', { name: typed })}
            autocomplete="off"
            required
          />
        )}
        {children}
      </Form>
    </Dialog>
  )
}

function isSame(one: string, other: string): boolean {
  const normalize = (text: string) => text.trim().normalize('NFKC').toLowerCase()
  return normalize(one) === normalize(other)
}
