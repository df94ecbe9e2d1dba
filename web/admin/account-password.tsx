import { showNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { HiddenUsername, NewPasswordField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'
import { type Account, displayName } from './account-labels.ts'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

export function AccountPassword({ account, onChange }: Props) {
  const name = displayName(account)
  return (
    <Section title="Password">
      <Form
        submitLabel="Set password"
        busyLabel="Saving…"
        resetOnSuccess
        onSubmit={async ({ password = '' }) => {
          const param = { account_id: account.id }
          await client.read(
            client.api.accounts[':account_id'].password.$put({ param, json: { password } }),
          )
          showNotice(`Password set for ${name}. All devices were signed out.`)
          await onChange()
        }}
      >
        <HiddenUsername value={name} />
        <NewPasswordField name="password" label="New password" />
      </Form>
    </Section>
  )
}
