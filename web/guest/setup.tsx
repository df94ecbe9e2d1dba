import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'

export function Setup() {
  const [blocked] = useState(cookieProblem)
  return (
    <GuestPage title="Create the first administrator">
      <p>
        Welcome to {instance.product.name}. To finish setup, create an administrator account. You
        can do this only once.
      </p>
      <div class="stack">
        <Form
          submitLabel="Create administrator"
          busyLabel="Creating administrator…"
          blocked={blocked}
          onSubmit={({ email = '', password = '', first_name = '', last_name = '', setup_token }) =>
            client.setUp({ email, password, first_name, last_name }, setup_token)
          }
        >
          {instance.setup_token_required && (
            <Field
              name="setup_token"
              label="Setup token"
              hint="The setup token was shown when this service was deployed."
              autocomplete="off"
              required
            />
          )}
          <Field name="first_name" label="First name" autocomplete="given-name" required />
          <Field name="last_name" label="Last name" autocomplete="family-name" required />
          <Field name="email" label="Email address" type="email" autocomplete="username" required />
          <NewPasswordField name="password" label="Password" />
        </Form>
      </div>
    </GuestPage>
  )
}
