import { showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { Field } from '../ui/form/field.tsx'
import { Form, nonEmpty } from '../ui/form/form.tsx'
import { Card } from '../ui/layout/card.tsx'

export function Profile() {
  const { username, first_name, last_name } = useAccount()
  return (
    <Card title="Profile">
      <Form
        submitLabel="Save profile"
        busyLabel="Saving…"
        onSubmit={async (values) => {
          const newUsername = nonEmpty(values.username)
          const json = {
            // A username is optional for an account without one, and required for an account with one.
            ...((newUsername !== undefined || username !== null) && {
              username: newUsername ?? '',
            }),
            first_name: nonEmpty(values.first_name) ?? null,
            last_name: nonEmpty(values.last_name) ?? null,
          }
          client.update(await client.read(client.api.account.$patch({ json })))
          showNotice('Profile saved.')
        }}
      >
        <Field
          name="username"
          label="Username"
          autocomplete="username"
          value={username ?? ''}
          required={username !== null}
        />
        <Field
          name="first_name"
          label="First name"
          autocomplete="given-name"
          value={first_name ?? ''}
        />
        <Field
          name="last_name"
          label="Last name"
          autocomplete="family-name"
          value={last_name ?? ''}
        />
      </Form>
    </Card>
  )
}
