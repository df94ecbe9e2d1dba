import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { FormDialog } from '../form-dialog.tsx'
import { PasswordFields } from './password-fields.tsx'

interface Props {
  open: boolean
  onClose: () => void
}

export function PasswordDialog({ open, onClose }: Props) {
  return (
    <FormDialog
      title={t('account.password.change')}
      lead={t('account.password.sign_out')}
      open={open}
      onClose={onClose}
      submitLabel={t('account.password.change')}
      onSubmit={async ({ current_password = '', new_password = '' }) => {
        await client.changePassword({ current_password, new_password })
        showNotice(t('account.password.changed'))
      }}
    >
      <PasswordFields />
    </FormDialog>
  )
}
