import { InputError } from '../../lib/input-error.ts'
import { queueNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Field, Select } from '../../ui/form/field.tsx'
import { Form, nonEmpty, type Values } from '../../ui/form/form.tsx'
import { NewPasswordField } from '../../ui/form/password-field.tsx'
import { CancelButton, Dialog } from '../../ui/overlay/dialog.tsx'
import { nameOf } from '../people.ts'
import { roleOptions } from './list-state.ts'

interface Props {
  open: boolean
  onClose: () => void
  onCreated: (id: string) => unknown
}

/** Creates an account with a password. */
export function NewUser({ open, onClose, onCreated }: Props) {
  async function create(values: Values) {
    const json = {
      email: nonEmpty(values.email),
      username: nonEmpty(values.username),
      password: values.password ?? '',
      first_name: nonEmpty(values.first_name),
      last_name: nonEmpty(values.last_name),
      role: values.role === 'admin' ? ('admin' as const) : ('user' as const),
    }
    if (!json.email && !json.username) {
      throw new InputError('email', t('admin.new_user.identifier_missing'))
    }
    const { account } = await client.read(client.api.accounts.$post({ json }))
    queueNotice(t('admin.new_user.created', { name: nameOf(account) }))
    onCreated(account.id)
  }
  return (
    <Dialog title={t('admin.new_user')} open={open} onClose={onClose}>
      <Form
        submitLabel={t('admin.new_user.create')}
        busyLabel={t('admin.new_user.creating')}
        secondary={<CancelButton onClick={onClose} />}
        onSubmit={create}
      >
        <Field name="email" label={t('admin.email')} type="email" autocomplete="off" autofocus />
        <Field
          name="username"
          label={t('admin.username')}
          autocomplete="off"
          hint={t('admin.new_user.identifier_hint')}
        />
        <div class="columns">
          <Field name="first_name" label={t('admin.first_name')} autocomplete="off" />
          <Field name="last_name" label={t('admin.last_name')} autocomplete="off" />
        </div>
        <NewPasswordField name="password" label={t('admin.password')} />
        <Select name="role" label={t('admin.role')} value="user" options={roleOptions()} />
      </Form>
    </Dialog>
  )
}
