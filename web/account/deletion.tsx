import { client, leaveDeletedAccount, useAccount } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { HiddenUsername } from '../ui/form/field.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { ConfirmDialog } from '../ui/overlay/confirm-dialog.tsx'

interface Props {
  open: boolean
  onClose: () => void
}

export function DeletionDialog({ open, onClose }: Props) {
  const { username, email } = useAccount()
  const login = username ?? email ?? ''
  return (
    <ConfirmDialog
      title={t('account.delete.question')}
      consequence={t('account.delete.consequence')}
      open={open}
      onClose={onClose}
      confirmLabel={t('account.delete.confirm')}
      busyLabel={t('account.delete.busy')}
      typed={login}
      onConfirm={async ({ password }) => {
        await client.read(client.api.account.delete.$post({ json: { password } }))
        leaveDeletedAccount()
      }}
    >
      {instance.passwords && (
        <>
          <HiddenUsername value={login} />
          <PasswordField
            name="password"
            label={t('account.password')}
            missing={t('account.password.missing')}
            autocomplete="current-password"
          />
        </>
      )}
    </ConfirmDialog>
  )
}
