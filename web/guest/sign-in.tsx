import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { GuestLink } from './guest-link.tsx'

export function SignIn() {
  const [refused] = useState(cookieProblem)
  return (
    <Page title="Sign in">
      <div class="card stack">
        <Form
          submit="Sign in"
          busy="Signing in…"
          refused={refused}
          action={({ username = '', password = '' }) => client.signIn({ username, password })}
        >
          <Field
            name="username"
            label="Username or e-mail address"
            autocomplete="username"
            required
            autofocus
          />
          <PasswordField name="password" label="Password" autocomplete="current-password" />
        </Form>
        {instance.mail && <a href="/auth/forgot-password">Forgot your password?</a>}
      </div>
      {instance.registration === 'open' && (
        <p class="centre">
          New here? <GuestLink to="/auth/sign-up">Create an account</GuestLink>
        </p>
      )}
      {instance.registration === 'referral' && (
        <p class="centre">
          Invited? <GuestLink to="/auth/sign-up">Create an account</GuestLink>
        </p>
      )}
    </Page>
  )
}
