import { useLocation } from 'preact-iso'
import { say, sayNext } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { Action } from '../ui/action-button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'

/** Enters the mailed code, whether it proves the address there is or a new one. */
export default function Verify() {
  const { email, email_verified } = useAccount()
  const { route } = useLocation()
  async function verify(code: string) {
    const changed = await client.read(client.api.account.email.verify.$post({ json: { code } }))
    client.update(changed)
    sayNext(`${changed.account.email} is verified.`)
    route('/auth/account', true)
  }
  async function sendAgain() {
    const { sent_to } = await client.read(client.api.account.email.code.$post())
    say(`A new code is on its way to ${sent_to}.`)
  }
  return (
    <Page title="Enter the code">
      <div class="card stack">
        <p>It is in the latest mail from us, and good for ten minutes.</p>
        <Form submit="Verify" busy="Verifying…" action={({ code = '' }) => verify(code)}>
          <Field
            name="code"
            label="Six digits"
            autocomplete="one-time-code"
            inputmode="numeric"
            required
          />
        </Form>
        <p>
          Nothing came? Look among the unwanted mail
          {email && !email_verified ? ', or have a code sent to your present address.' : '.'}
        </p>
        {email && !email_verified && (
          <div class="row">
            <Action action={sendAgain}>Send a new code</Action>
          </div>
        )}
      </div>
      <p class="centre">
        <a href="/auth/account">Back to your account</a>
      </p>
    </Page>
  )
}
