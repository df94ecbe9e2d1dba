import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
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
