import { useLocation } from 'preact-iso'
import { queueNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { Card } from '../ui/layout/card.tsx'

/** Shows the email address, verifies the address and changes the address. */
export function Email() {
  const { email, email_verified } = useAccount()
  const { route } = useLocation()
  const openVerification = (sentTo: string) => {
    queueNotice(`We sent a verification code to ${sentTo}.`)
    route('/auth/verify')
  }
  return (
    <Card title="Email address">
      <p class="bar">
        <strong>{email ?? 'None'}</strong>
        {email && <span class="badge dot">{email_verified ? 'Verified' : 'Unverified'}</span>}
      </p>
      {email && !email_verified && instance.mail && (
        <div class="bar">
          <ActionButton
            action={async () => {
              const { sent_to } = await client.read(client.api.account.email.code.$post())
              openVerification(sent_to)
            }}
          >
            Send verification code
          </ActionButton>
        </div>
      )}
      {instance.mail ? (
        <Form
          submitLabel={email ? 'Change email address' : 'Add email address'}
          busyLabel="Sending code…"
          onSubmit={async ({ email = '', password = '' }) => {
            const { sent_to } = await client.read(
              client.api.account.email.$put({ json: { email, password } }),
            )
            openVerification(sent_to)
          }}
        >
          <Field
            name="email"
            label="New email address"
            type="email"
            hint="We will send a verification code to the new address. The change takes effect after you enter the code."
            autocomplete="email"
            required
          />
          <PasswordField name="password" label="Current password" autocomplete="current-password" />
        </Form>
      ) : (
        <p class="hint">
          You cannot change your email address here because this service cannot send email.
        </p>
      )}
    </Card>
  )
}
