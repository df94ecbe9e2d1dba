import { useState } from 'preact/hooks'
import { client, leaveDeletedAccount, useAccount } from '../lib/session.ts'
import { HiddenUsername } from '../ui/form/field.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { Card } from '../ui/layout/card.tsx'
import { ConfirmDialog } from '../ui/overlay/confirm-dialog.tsx'

export function Deletion() {
  const { username, email } = useAccount()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Card title="Delete account">
      <p>
        Your account, its sessions, and its invitations will be permanently deleted. You cannot undo
        this.
      </p>
      <div class="bar">
        <button type="button" class="button secondary danger" onClick={() => setOpen(true)}>
          Delete account…
        </button>
      </div>
      <ConfirmDialog
        title="Permanently delete your account?"
        consequence="This permanently deletes your account, its sessions and its invitations. You can’t undo this."
        open={open}
        onClose={close}
        confirmLabel="Delete permanently"
        busyLabel="Deleting…"
        onConfirm={async ({ password = '' }) => {
          await client.read(client.api.account.delete.$post({ json: { password } }))
          leaveDeletedAccount()
        }}
      >
        <HiddenUsername value={username ?? email} />
        <PasswordField name="password" label="Password" autocomplete="current-password" />
      </ConfirmDialog>
    </Card>
  )
}
