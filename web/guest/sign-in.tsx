import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { GuestLink } from './guest-link.tsx'

export function SignIn() {
  const [blocked] = useState(cookieProblem)
  return (
    <GuestPage
      title={t('guest.sign_in.title', { product: instance.product.name })}
      footer={
        instance.registration !== 'closed' && (
          <>
            {instance.registration === 'open'
              ? `New to ${instance.product.name}?`
              : 'Have an invitation?'}{' '}
            <GuestLink to="/auth/sign-up">Create an account</GuestLink>
          </>
        )
      }
    >
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
        <PasswordField
          name="password"
          label="Password"
          labelEnd={instance.mail && <a href="/auth/forgot-password">Forgot your password?</a>}
          autocomplete="current-password"
        />
      </Form>
    </GuestPage>
  )
}
