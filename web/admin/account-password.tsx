import { passwordHint } from '../guest/password-hint.ts'
import { say } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { PasswordField, WhoseField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'
import type { User } from './account.tsx'
import { nameOf } from './account-labels.ts'

interface Facts {
  user: User
  changed: () => Promise<void>
}

export function UserPassword({ user, changed }: Facts) {
  const name = nameOf(user)
  return (
    <Section title="Password">
      <Form
        submit="Set password"
        busy="Setting it…"
        clear
        action={async ({ password = '' }) => {
          const param = { account_id: user.id }
          await client.read(
            client.api.accounts[':account_id'].password.$put({ param, json: { password } }),
          )
          say(`The password of ${name} is set. They are signed out everywhere.`)
          await changed()
        }}
      >
        <WhoseField name={name} />
        <PasswordField
          name="password"
          label="New password"
          hint={passwordHint}
          autocomplete="new-password"
        />
      </Form>
    </Section>
  )
}
