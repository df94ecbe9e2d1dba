import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ProblemError } from '../../client/client.ts'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { Field } from '../ui/form/field.tsx'
import { Form, nonEmpty } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { GuestLink } from './guest-link.tsx'

/** Creates an account. An invitation link has the invitation in the query parameter `invitation`; older links use `referrer`. */
export function SignUp() {
  const { query } = useLocation()
  const linked = query.invitation ?? query.referrer
  const { registration, mail, product } = instance
  const [blocked] = useState(cookieProblem)
  // If registration is open, an invalid invitation is no reason to reject the sign-up.
  const [withoutInvitation, setWithoutInvitation] = useState(false)
  return (
    <GuestPage
      title="Create an account"
      footer={
        <>
          {' '}
          Already have an account? <GuestLink to="/auth/sign-in">Sign in</GuestLink>
        </>
      }
    >
      <div class="stack">
        <Form
          submitLabel={withoutInvitation ? 'Create account without invitation' : 'Create account'}
          busyLabel="Creating account…"
          blocked={blocked}
          onSubmit={async (values) => {
            const invitation = nonEmpty(values.invitation) ?? nonEmpty(linked)
            const json = {
              username: nonEmpty(values.username),
              email: nonEmpty(values.email),
              password: values.password ?? '',
              invitation: withoutInvitation ? undefined : invitation,
            }
            try {
              await client.signUp(json)
            } catch (error) {
              if (registration !== 'open' || !isInvitationError(error)) throw error
              setWithoutInvitation(true)
              throw new ProblemError('invitation_invalid', 403, { cause: error })
            }
          }}
        >
          {registration === 'invitation' && (
            <Field
              name="invitation"
              label="Invitation code"
              hint="The ten characters at the end of your invitation link."
              autocomplete="off"
              value={linked ?? ''}
              required
            />
          )}
          <Field
            name="email"
            label={mail ? 'Email address' : 'Email address (optional)'}
            type="email"
            // Password managers save one field as the username.
            autocomplete={mail ? 'username' : 'email'}
            required={mail}
          />
          <Field
            name="username"
            label={mail ? 'Username (optional)' : 'Username'}
            hint={mail && 'You can sign in with your username or your email address.'}
            autocomplete={mail ? 'nickname' : 'username'}
            required={!mail}
          />
          <NewPasswordField name="password" label="Password" />
          {product.terms && (
            <p class="hint">
              By creating an account, you agree to the <a href={product.terms}>terms</a>.
            </p>
          )}
        </Form>
      </div>
    </GuestPage>
  )
}

function isInvitationError(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false
  return error.code === 'invitation_invalid' || error.field('invitation') !== undefined
}
