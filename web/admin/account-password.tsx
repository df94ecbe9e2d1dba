import { showNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { HiddenUsername } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { Card } from '../ui/layout/card.tsx'
import { type Account, displayName } from './account-labels.ts'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

export function AccountPassword({ account, onChange }: Props) {
  const name = displayName(account)
  return (
    <Card title="Password">
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
    </Card>
  )
}
