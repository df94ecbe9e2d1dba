import { useState } from 'preact/hooks'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import { type Account, nameOf } from '../people.ts'
import { NewPassword } from '../users/new-password.tsx'

interface Props {
  account: Account
  open: boolean
  onClose: () => void
  onChange: () => Promise<void>
}

/** Replaces the password with a generated one, which the dialog shows once. */
export function PasswordReset({ account, open, onClose, onChange }: Props) {
  const [password, setPassword] = useState<string | null>(null)
  const name = nameOf(account)
  function close() {
    setPassword(null)
    onClose()
  }
  async function reset() {
    const param = { account_id: account.id }
    const { generated_password } = await client.read(
      client.api.accounts[':account_id'].password.$put({ param, json: { password: null } }),
    )
    setPassword(generated_password)
    onClose()
    await onChange()
  }
  return (
    <>
      <ConfirmDialog
        title={t('admin.password.ask', { name })}
        consequence={t('admin.password.consequence')}
        open={open}
        onClose={onClose}
        confirmLabel={t('admin.password.reset')}
        busyLabel={t('admin.password.resetting')}
        onConfirm={reset}
      />
      <Dialog title={t('admin.password.done', { name })} open={password !== null} onClose={close}>
        <NewPassword value={password ?? ''} />
        <div class="bar form-actions">
          <Button tone="primary" onClick={close}>
            {t('admin.done')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
