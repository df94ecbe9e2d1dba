import { passwordHint } from '../guest/password-hint.ts'
import { say } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { PasswordField, WhoseField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

export function Password() {
  const { username, email } = useAccount()
  return (
    <Section title="Password" id="password">
      <Form
        submit="Change password"
        busy="Changing…"
        clear
        action={async ({ current_password = '', new_password = '' }) => {
          const json = { current_password, new_password }
          client.update(await client.read(client.api.account.password.$put({ json })))
          say('Your password is changed. Everywhere else you are signed out.')
        }}
      >
        <WhoseField name={username ?? email} />
        <PasswordField
          name="current_password"
          label="Current password"
          autocomplete="current-password"
        />
        <PasswordField
          name="new_password"
          label="New password"
          hint={passwordHint}
          autocomplete="new-password"
        />
      </Form>
    </Section>
  )
}
