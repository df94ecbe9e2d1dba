import { InputError } from '../lib/input-error.ts'
import { queueNotice } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { Field, Select } from '../ui/form/field.tsx'
import { Form, nonEmpty } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { CancelButton, Dialog } from '../ui/overlay/dialog.tsx'
import { displayName, roleLabels } from './account-labels.ts'

interface Props {
  open: boolean
  onClose: () => void
  onCreated: (id: string) => void
}

export function NewAccount({ open, onClose, onCreated }: Props) {
  return (
    <Dialog title="New account" open={open} onClose={onClose}>
      <Form
        submitLabel="Create account"
        busyLabel="Creating account…"
        secondary={<CancelButton onClick={onClose} />}
        onSubmit={async (values) => {
          const json = {
            email: nonEmpty(values.email),
            username: nonEmpty(values.username),
            password: values.password ?? '',
            role: values.role === 'admin' ? ('admin' as const) : ('user' as const),
          }
          if (!json.email && !json.username) {
            throw new InputError('username', 'Enter a username or an email address.')
          }
          const { account } = await client.read(client.api.accounts.$post({ json }))
          queueNotice(`${displayName(account)} was created.`)
          onCreated(account.id)
        }}
      >
        <p class="hint">Enter an email address, a username, or both.</p>
        <Field name="email" label="Email address" type="email" autocomplete="off" />
        <Field name="username" label="Username" autocomplete="off" />
        <NewPasswordField name="password" label="Password" />
        <Select name="role" label="Role" value="user" options={roleLabels} />
      </Form>
    </Dialog>
  )
}
