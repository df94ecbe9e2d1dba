import { useLocation } from 'preact-iso'
import { queueNotice, showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { CodeField } from '../ui/form/code-field.tsx'
import { Form } from '../ui/form/form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'

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
    <GuestPage
      title="Verify your email address"
      footer={
        <>
          {' '}
          <a href="/auth/account">Back to your account</a>
        </>
      }
    >
      <div class="stack">
        <p>Enter the six-digit code from our most recent email. The code expires in ten minutes.</p>
        <Form
          submitLabel="Verify"
          busyLabel="Verifying…"
          onSubmit={({ code = '' }) => verify(code)}
        >
          <CodeField label="Verification code" />
        </Form>
        <p>
          If you do not receive an email, check your spam folder
          {canResend ? ` or send a new code to ${email}.` : '.'}
        </p>
        {canResend && (
          <div class="bar">
            <ActionButton action={sendCode}>Send new code</ActionButton>
          </div>
        )}
      </div>
    </GuestPage>
  )
}
