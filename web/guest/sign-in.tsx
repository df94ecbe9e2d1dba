import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { GuestLink } from './guest-link.tsx'

export function SignIn() {
  const [blocked] = useState(cookieProblem)
  return (
    <Page title="Sign in">
      <div class="card stack">
        <Form
          submitLabel="Sign in"
          busyLabel="Signing in…"
          blocked={blocked}
          onSubmit={({ username = '', password = '' }) => client.signIn({ username, password })}
        >
          <Field
            name="username"
            label="Username or email address"
            autocomplete="username"
            required
            autofocus
          />
          <PasswordField name="password" label="Password" autocomplete="current-password" />
        </Form>
        {instance.mail && <a href="/auth/forgot-password">Forgot your password?</a>}
      </div>
      {instance.registration !== 'closed' && (
        <p class="center">
          {instance.registration === 'open'
            ? `New to ${instance.product.name}?`
            : 'Have an invitation?'}{' '}
          <GuestLink to="/auth/sign-up">Create an account</GuestLink>
        </p>
      )}
    </Page>
  )
}
