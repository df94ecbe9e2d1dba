import { useState } from 'preact/hooks'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'

/** Requests a reset link. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>()
  const back = <a href="/auth/sign-in">Back to sign in</a>
  if (sentTo !== undefined) {
    return (
      <GuestPage key="sent" title="Check your email" footer={back}>
        <p>
          If an account has the email address <strong>{sentTo}</strong>, we sent a link to reset the
          password. The link expires in one hour.
        </p>
        <p>If you do not receive an email, check your spam folder and the email address.</p>
      </GuestPage>
    )
  }
  return (
    <GuestPage key="form" title="Reset your password" footer={back}>
      {instance.mail ? (
        <div class="stack">
          <p>Enter your email address, and we will send you a link to reset your password.</p>
          <Form
            submitLabel="Send reset link"
            busyLabel="Sending…"
            onSubmit={async ({ email = '' }) => {
              await client.api['password-reset'].$post({ json: { email } })
              setSentTo(email)
            }}
          >
            <Field name="email" label="Email address" type="email" autocomplete="email" required />
          </Form>
        </div>
      ) : (
        <p>This service cannot send email. To reset your password, contact your administrator.</p>
      )}
    </GuestPage>
  )
}
