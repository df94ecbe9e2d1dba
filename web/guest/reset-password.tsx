import { resetToken } from '../lib/reset-token.ts'
import { client } from '../lib/session.ts'
import { PasswordField, WhoseField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { Answered, useAnswer } from '../ui/query.tsx'
import { passwordHint } from './password-hint.ts'

/** Behind the link of a mail. The token goes only with the two requests that are for it. */
export function ResetPassword() {
  return (
    <Page title="Choose a new password">
      {resetToken === null ? (
        <p>Open the link from the mail again: this page does not keep it.</p>
      ) : (
        <NewPassword token={resetToken} />
      )}
      <p class="centre">
        <a href="/auth/forgot-password" target="_top">
          Ask for another link
        </a>
      </p>
    </Page>
  )
}

function NewPassword({ token }: { token: string }) {
  const authorization = { headers: { Authorization: `Bearer ${token}` } }
  const owner = useAnswer(() => client.read(client.api['password-reset'].$get({}, authorization)))
  async function change(password: string) {
    await client.api['password-reset'].$put({ json: { password } }, authorization)
    location.replace('/auth/sign-in?notice=password_set')
  }
  return (
    <Answered of={owner}>
      {({ account }) => {
        const name = account.email ?? account.username
        return (
          <div class="card stack">
            <p>
              For <strong>{name}</strong>. Whoever is signed in to this account is signed out.
            </p>
            <Form
              submit="Set password"
              busy="Setting it…"
              action={({ password = '' }) => change(password)}
            >
              <WhoseField name={name} />
              <PasswordField
                name="password"
                label="New password"
                hint={passwordHint}
                autocomplete="new-password"
              />
            </Form>
          </div>
        )
      }}
    </Answered>
  )
}
