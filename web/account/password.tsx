import { showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { HiddenUsername } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { NewPasswordField, PasswordField } from '../ui/form/password-field.tsx'
import { Card } from '../ui/layout/card.tsx'

export function Password() {
  const { username, email } = useAccount()
  return (
    <Card title="Password" id="password">
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
    </Card>
  )
}
