import { say } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { Field } from '../ui/field.tsx'
import { Form, filled } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'

export function Profile() {
  const { username, first_name, last_name } = useAccount()
  return (
    <Section title="Profile">
      <Form
        submit="Save profile"
        busy="Saving…"
        action={async (values) => {
          const given = filled(values.username)
          const json = {
            // Whoever has none need not take one; whoever has one keeps one.
            ...((given !== undefined || username !== null) && { username: given ?? '' }),
            first_name: filled(values.first_name) ?? null,
            last_name: filled(values.last_name) ?? null,
          }
          client.update(await client.read(client.api.account.$patch({ json })))
          say('Your profile is saved.')
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
    </Section>
  )
}
