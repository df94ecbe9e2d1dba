import { useState } from 'preact/hooks'
import { afterDeletion, client, useAccount } from '../lib/session.ts'
import { Cancel, Dialog } from '../ui/dialog.tsx'
import { PasswordField, WhoseField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

export function Deletion() {
  const { username, email } = useAccount()
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <Section title="Delete your account">
      <p>
        Your account, its sessions and invitations are gone for good. Nobody can bring them back.
      </p>
      <div class="row">
        <button type="button" class="button quiet danger" onClick={() => setAsking(true)}>
          Delete account…
        </button>
      </div>
      <Dialog title="Delete your account for good?" open={asking} onClose={close} danger>
        <Form
          submit="Delete for good"
          busy="Deleting…"
          danger
          aside={<Cancel onClick={close} />}
          action={async ({ password = '' }) => {
            await client.read(client.api.account.delete.$post({ json: { password } }))
            afterDeletion()
          }}
        >
          <WhoseField name={username ?? email} />
          <PasswordField name="password" label="Your password" autocomplete="current-password" />
        </Form>
      </Dialog>
    </Section>
  )
}
