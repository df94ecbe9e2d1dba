import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ProblemError } from '../../client/client.ts'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field, PasswordField } from '../ui/field.tsx'
import { Form, filled } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { GuestLink } from './guest-link.tsx'
import { passwordHint } from './password-hint.ts'

/** By an invitation, too: its link brings the token along. */
export function SignUp() {
  const { referrer } = useLocation().query
  const { registration, mail, product } = instance
  const [refused] = useState(cookieProblem)
  // Where nobody needs an invitation, one that is none is no reason to turn a person away.
  const [withoutInvitation, setWithoutInvitation] = useState(false)
  return (
    <Page title="Create an account">
      <div class="card stack">
        <Form
          submit={withoutInvitation ? 'Create account without the invitation' : 'Create account'}
          busy="Creating your account…"
          refused={refused}
          action={async (values) => {
            const invitation = filled(values.referrer) ?? filled(referrer)
            const json = {
              username: filled(values.username),
              email: filled(values.email),
              password: values.password ?? '',
              referrer: withoutInvitation ? undefined : invitation,
            }
            try {
              await client.signUp(json)
            } catch (error) {
              if (registration !== 'open' || !isAboutInvitation(error)) throw error
              setWithoutInvitation(true)
              throw new ProblemError('invalid_input', 400, { detail: needless, cause: error })
            }
          }}
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

const needless = 'This invitation is unknown or has expired. You can create an account without it.'

function isAboutInvitation(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false
  return error.code === 'referrer_invalid' || error.field('referrer') !== undefined
}
