import { useState } from 'preact/hooks'
import { client, leaveDeletedAccount, useAccount } from '../lib/session.ts'
import { CancelButton, Dialog } from '../ui/dialog.tsx'
import { HiddenUsername, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

export function Deletion() {
  const { username, email } = useAccount()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Section title="Delete account">
      <p>
        Your account, its sessions, and its invitations will be permanently deleted. You cannot undo
        this.
      </p>
      <div class="row">
        <button type="button" class="button quiet danger" onClick={() => setOpen(true)}>
          Delete account…
        </button>
      </div>
      <Dialog title="Permanently delete your account?" open={open} onClose={close} danger>
        <Form
          submitLabel="Delete permanently"
          busyLabel="Deleting…"
          danger
          secondary={<CancelButton onClick={close} />}
          onSubmit={async ({ password = '' }) => {
            await client.read(client.api.account.delete.$post({ json: { password } }))
            leaveDeletedAccount()
          }}
        >
          <HiddenUsername value={username ?? email} />
          <PasswordField name="password" label="Password" autocomplete="current-password" />
        </Form>
      </Dialog>
    </Section>
  )
}
