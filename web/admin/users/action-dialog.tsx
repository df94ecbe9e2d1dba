import { t } from '../../lib/text.ts'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { type Account, nameOf } from '../people.ts'
import { type Action, act } from './actions.ts'

/** Actions that users notice. */
export type Question = Exclude<Action, 'enable'>

interface Props {
  /** Undefined closes the dialog. */
  question: { action: Question; accounts: Account[] } | undefined
  onClose: () => void
  onDone: () => Promise<unknown> | unknown
}

/** Asks before one account or several are disabled, signed out or deleted, or get an email. */
export function ActionDialog({ question, onClose, onDone }: Props) {
  const { action = 'sign_out', accounts = [] } = question ?? {}
  const [only] = accounts
  const count = accounts.length
  const name = count === 1 && only ? nameOf(only) : t('admin.users.count', { count })
  return (
    <ConfirmDialog
      title={t(`admin.ask.${action}`, { name })}
      consequence={t(`admin.ask.${action}.consequence`, { count })}
      open={question !== undefined}
      onClose={onClose}
      confirmLabel={t(`admin.do.${action}`)}
      busyLabel={t(`admin.ask.${action}.busy`)}
      isHarmless={action === 'send_reset_link'}
      {...(action === 'delete' && { typed: name })}
      onConfirm={async () => {
        await act(action, accounts)
        onClose()
        await onDone()
      }}
    />
  )
}
