import { useLocation } from 'preact-iso'
import { sayNext } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Action } from '../ui/action-button.tsx'
import { Field, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

/** The address, whether it is proven, and how to have another. */
export function Email() {
  const { email, email_verified } = useAccount()
  const { route } = useLocation()
  const enterCode = (sentTo: string) => {
    sayNext(`A code is on its way to ${sentTo}.`)
    route('/auth/verify')
  }
  return (
    <Section title="E-mail address">
      <p class="row">
        <strong>{email ?? 'None'}</strong>
        {email && <span class="badge">{email_verified ? 'Verified' : 'Not verified'}</span>}
      </p>
      {email && !email_verified && instance.mail && (
        <div class="row">
          <Action
            action={async () => {
              const { sent_to } = await client.read(client.api.account.email.code.$post())
              enterCode(sent_to)
            }}
          >
            Verify this address
          </Action>
        </div>
      )}
      {instance.mail ? (
        <Form
          submit={email ? 'Change address' : 'Add address'}
          busy="Sending a code…"
          action={async ({ email = '', password = '' }) => {
            const { sent_to } = await client.read(
              client.api.account.email.$put({ json: { email, password } }),
            )
            enterCode(sent_to)
          }}
        >
          <Field
            name="email"
            label="New e-mail address"
            type="email"
            hint="It counts once you enter the code that we mail to it."
            autocomplete="email"
            required
          />
          <PasswordField
            name="password"
            label="Password to confirm"
            autocomplete="current-password"
          />
        </Form>
      ) : (
        <p class="hint">It cannot be changed here, because this service sends no mail.</p>
      )}
    </Section>
  )
}
