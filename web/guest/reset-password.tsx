import { resetToken } from '../lib/reset-token.ts'
import { client } from '../lib/session.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { HiddenUsername } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'

/** The page of a reset link. Only the two requests of this page carry the token. */
export function ResetPassword() {
  return (
    <GuestPage
      title="Choose a new password"
      footer={
        <>
          {' '}
          <a href="/auth/forgot-password" target="_top">
            Request a new link
          </a>
        </>
      }
    >
      {resetToken === null ? (
        <p>To choose a new password, open the link in the email again.</p>
      ) : (
        <NewPassword token={resetToken} />
      )}
    </GuestPage>
  )
}

function NewPassword({ token }: { token: string }) {
  const authorization = { headers: { Authorization: `Bearer ${token}` } }
  const owner = useQuery(() => client.read(client.api['password-reset'].$get({}, authorization)))
  async function resetPassword(password: string) {
    await client.api['password-reset'].$put({ json: { password } }, authorization)
    location.replace('/auth/sign-in?notice=password_set')
  }
  return (
    <Query query={owner}>
      {({ account }) => {
        const name = account.email ?? account.username
        return (
          <div class="stack">
            <p>
              Account: <strong>{name}</strong>. All devices will be signed out.
            </p>
            <Form
              submitLabel="Reset password"
              busyLabel="Saving…"
              onSubmit={({ password = '' }) => resetPassword(password)}
            >
              <HiddenUsername value={name} />
              <NewPasswordField name="password" label="New password" />
            </Form>
          </div>
        )
      }}
    </Query>
  )
}
