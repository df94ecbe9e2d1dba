import { showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { HiddenUsername, NewPasswordField, PasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

export function Password() {
  const { username, email } = useAccount()
  return (
    <Section title="Password" id="password">
      <Form
        submitLabel="Change password"
        busyLabel="Saving…"
        resetOnSuccess
        onSubmit={async ({ current_password = '', new_password = '' }) => {
          const json = { current_password, new_password }
          client.update(await client.read(client.api.account.password.$put({ json })))
          showNotice('Your password was changed. All other devices were signed out.')
        }}
      >
        <HiddenUsername value={username ?? email} />
        <PasswordField
          name="current_password"
          label="Current password"
          autocomplete="current-password"
        />
        <NewPasswordField name="new_password" label="New password" />
      </Form>
    </Section>
  )
}
