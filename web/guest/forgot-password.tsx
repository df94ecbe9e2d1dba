import { useState } from 'preact/hooks'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'

/** Requests a reset link. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>()
  const back = (
    <p class="center">
      <a href="/auth/sign-in">Back to sign in</a>
    </p>
  )
  if (sentTo !== undefined) {
    return (
      <Page key="sent" title="Check your email">
        <p>
          If an account has the email address <strong>{sentTo}</strong>, we sent a link to reset the
          password. The link expires in one hour.
        </p>
        <p>If you do not receive an email, check your spam folder and the email address.</p>
        {back}
      </Page>
    )
  }
  return (
    <Page key="form" title="Reset your password">
      {instance.mail ? (
        <div class="card stack">
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
      {back}
    </Page>
  )
}
