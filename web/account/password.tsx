import { showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { HiddenUsername } from '../ui/form/field.tsx'
import { NewPasswordField, PasswordField } from '../ui/form/password-field.tsx'
import { FormDialog } from './form-dialog.tsx'

interface Props {
  open: boolean
  onClose: () => void
}

export function PasswordDialog({ open, onClose }: Props) {
  const { username, email } = useAccount()
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
      <HiddenUsername value={username ?? email} />
      <PasswordField
        name="current_password"
        label={t('account.password.current')}
        missing={t('account.password.missing')}
        autocomplete="current-password"
        autofocus
      />
      <NewPasswordField
        name="new_password"
        label={t('account.password.new')}
        missing={t('account.password.missing_new')}
      />
    </FormDialog>
  )
}
