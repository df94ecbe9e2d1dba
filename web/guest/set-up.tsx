import { useState } from 'preact/hooks'
import { cookieProblem } from '../cookies.ts'
import { Field, PasswordField } from '../field.tsx'
import { Form } from '../form.tsx'
import { Page } from '../page.tsx'
import { client } from '../session.ts'
import { instance } from '../state.ts'
import { passwordHint } from './password-hint.ts'

export function SetUp() {
  const [refused] = useState(cookieProblem)
  return (
    <Page title="Set up the first administrator">
      <p>
        {instance.product.name} is new here. Whoever fills this in administers it, and can do so
        only this once.
      </p>
      <div class="card stack">
        <Form
          submit="Set up"
          busy="Setting up…"
          refused={refused}
          action={({ email = '', password = '', first_name = '', last_name = '', setup_token }) =>
            client.setUp({ email, password, first_name, last_name }, setup_token)
          }
        >
          {instance.setup_token_required && (
            <Field
              name="setup_token"
              label="Set-up token"
              hint="It was shown when this service was deployed."
              autocomplete="off"
              required
            />
          )}
          <Field name="first_name" label="First name" autocomplete="given-name" required />
          <Field name="last_name" label="Last name" autocomplete="family-name" required />
          <Field
            name="email"
            label="E-mail address"
            type="email"
            autocomplete="username"
            required
          />
          <PasswordField
            name="password"
            label="Password"
            hint={passwordHint}
            autocomplete="new-password"
          />
        </Form>
      </div>
    </Page>
  )
}
