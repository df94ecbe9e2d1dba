import { useLocation } from 'preact-iso'
import { Field, PasswordField } from '../field.tsx'
import { Form, filled } from '../form.tsx'
import { Page } from '../page.tsx'
import { client } from '../session.ts'
import { instance } from '../state.ts'
import { GuestLink } from './guest-link.tsx'
import { passwordHint } from './password-hint.ts'

/** By an invitation, too: its link brings the token along. */
export function SignUp() {
  const { referrer } = useLocation().query
  const { registration, mail, product } = instance
  return (
    <Page title="Create an account">
      <div class="card stack">
        <Form
          submit="Create account"
          busy="Creating your account…"
          action={(values) =>
            client.signUp({
              username: filled(values.username),
              email: filled(values.email),
              password: values.password ?? '',
              referrer: filled(values.referrer) ?? referrer,
            })
          }
        >
          {registration === 'referral' && (
            <Field
              name="referrer"
              label="Invitation"
              hint="The ten characters of the link that you were given."
              autocomplete="off"
              value={referrer ?? ''}
              required
            />
          )}
          <Field
            name="email"
            label={mail ? 'E-mail address' : 'E-mail address (optional)'}
            type="email"
            // What one signs in with, to a password manager: only one field can be that.
            autocomplete={mail ? 'username' : 'email'}
            required={mail}
          />
          <Field
            name="username"
            label={mail ? 'Username (optional)' : 'Username'}
            hint={mail && 'To sign in with a short name, too.'}
            autocomplete={mail ? 'nickname' : 'username'}
            required={!mail}
          />
          <PasswordField
            name="password"
            label="Password"
            hint={passwordHint}
            autocomplete="new-password"
          />
          {product.terms && (
            <p class="hint">
              By creating an account you agree to the <a href={product.terms}>terms</a>.
            </p>
          )}
        </Form>
      </div>
      <p class="centre">
        Have an account? <GuestLink to="/auth/sign-in">Sign in</GuestLink>
      </p>
    </Page>
  )
}
