import { useState } from 'preact/hooks'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'

export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>()
  const back = (
    <p class="centre">
      <a href="/auth/sign-in">Back to signing in</a>
    </p>
  )
  if (sentTo !== undefined) {
    return (
      <Page key="sent" title="Look into your mail">
        <p>
          If there is an account with the address <strong>{sentTo}</strong>, a link to a new
          password is on its way there. It is good for an hour.
        </p>
        <p>Nothing came? Look among the unwanted mail, and check the address.</p>
        {back}
      </Page>
    )
  }
  return (
    <Page key="ask" title="Forgot your password?">
      {instance.mail ? (
        <div class="card stack">
          <p>We mail a link to you, with which you choose a new one.</p>
          <Form
            submit="Send the link"
            busy="Sending…"
            action={async ({ email = '' }) => {
              await client.api['password-reset'].$post({ json: { email } })
              setSentTo(email)
            }}
          >
            <Field name="email" label="E-mail address" type="email" autocomplete="email" required />
          </Form>
        </div>
      ) : (
        <p>This service sends no mail. Ask whoever runs it for a new password.</p>
      )}
      {back}
    </Page>
  )
}
