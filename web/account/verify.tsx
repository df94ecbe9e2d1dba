import { useLocation } from 'preact-iso'
import { queueNotice, showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'

/** Enters a verification code, for the present or a new email address. */
export default function Verify() {
  const { email, email_verified } = useAccount()
  const { route } = useLocation()
  async function verify(code: string) {
    const verified = await client.read(client.api.account.email.verify.$post({ json: { code } }))
    client.update(verified)
    queueNotice(`${verified.account.email} is verified.`)
    route('/auth/account', true)
  }
  async function sendCode() {
    const { sent_to } = await client.read(client.api.account.email.code.$post())
    showNotice(`We sent a new verification code to ${sent_to}.`)
  }
  const canResend = email !== null && !email_verified
  return (
    <Page title="Verify your email address">
      <div class="card stack">
        <p>Enter the six-digit code from our most recent email. The code expires in ten minutes.</p>
        <Form
          submitLabel="Verify"
          busyLabel="Verifying…"
          onSubmit={({ code = '' }) => verify(code)}
        >
          <Field
            name="code"
            label="Verification code"
            autocomplete="one-time-code"
            inputmode="numeric"
            required
          />
        </Form>
        <p>
          If you do not receive an email, check your spam folder
          {canResend ? ` or send a new code to ${email}.` : '.'}
        </p>
        {canResend && (
          <div class="row">
            <ActionButton action={sendCode}>Send new code</ActionButton>
          </div>
        )}
      </div>
      <p class="center">
        <a href="/auth/account">Back to your account</a>
      </p>
    </Page>
  )
}
