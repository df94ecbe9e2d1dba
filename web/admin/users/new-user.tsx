import { useState } from 'preact/hooks'
import { canSendInvitations, InvitationForm } from '../../account/invitations/invitation-form.tsx'
import { InputError } from '../../lib/input-error.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Choices } from '../../ui/form/choices.tsx'
import { Field, Select } from '../../ui/form/field.tsx'
import { Form, nonEmpty, type Values } from '../../ui/form/form.tsx'
import { CancelButton, Dialog } from '../../ui/overlay/dialog.tsx'
import { nameOf, userUrl } from '../people.ts'
import { act } from './actions.ts'
import { roleOptions } from './list-state.ts'
import { NewPassword } from './new-password.tsx'

interface Props {
  open: boolean
  onClose: () => void
  onCreated: () => Promise<unknown>
}

interface Created {
  id: string
  name: string
  password: string
}

type Method = 'invitation' | 'password'

/**
 * Invites someone by email, or creates an account: with a generated password, which the dialog shows once, or with a link by email if
 * there are no passwords.
 */
export function NewUser({ open, onClose, onCreated }: Props) {
  const [created, setCreated] = useState<Created>()
  const canInvite = canSendInvitations()
  const [method, setMethod] = useState<Method>(canInvite ? 'invitation' : 'password')
  function close() {
    setCreated(undefined)
    setMethod(canInvite ? 'invitation' : 'password')
    onClose()
  }
  async function create(values: Values) {
    const json = {
      email: nonEmpty(values.email),
      username: nonEmpty(values.username),
      password: null,
      first_name: nonEmpty(values.first_name),
      last_name: nonEmpty(values.last_name),
      role: values.role === 'admin' ? ('admin' as const) : ('user' as const),
    }
    if (!json.email && !json.username) {
      throw new InputError('email', t('admin.new_user.identifier_missing'))
    }
    const { account, generated_password } = await client.read(client.api.accounts.$post({ json }))
    if (!instance.passwords) {
      close()
      await onCreated()
      return act('send_reset_link', [account])
    }
    setCreated({ id: account.id, name: nameOf(account), password: generated_password ?? '' })
    await onCreated()
  }
  if (created) {
    const { id, name, password } = created
    return (
      <Dialog title={t('admin.new_user.created', { name })} open={open} onClose={close}>
        <NewPassword value={password} />
        <div class="bar form-actions">
          <Button href={userUrl(id)}>{t('admin.new_user.view')}</Button>
          <Button tone="primary" onClick={close}>
            {t('admin.done')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('admin.new_user')}
      lead={
        canInvite
          ? undefined
          : t(instance.passwords ? 'admin.new_user.lead' : 'admin.new_user.passkey_lead')
      }
      open={open}
      onClose={close}
    >
      {canInvite && (
        <Choices
          name="method"
          label={t('admin.new_user.method')}
          value={method}
          options={{
            invitation: { text: t('admin.invite'), hint: t('admin.invite.lead') },
            password: {
              text: t(instance.passwords ? 'admin.new_user.password' : 'admin.new_user.passkey'),
              hint: t(
                instance.passwords ? 'admin.new_user.password_lead' : 'admin.new_user.passkey_lead',
              ),
            },
          }}
          onChange={setMethod}
        />
      )}
      {method === 'invitation' ? (
        <InvitationForm onCancel={close} onSent={close} />
      ) : (
        <Form
          submitLabel={t('admin.new_user.create')}
          busyLabel={t('admin.new_user.creating')}
          submitLast
          secondary={<CancelButton onClick={close} />}
          onSubmit={create}
        >
          <Field
            name="email"
            label={t('admin.email')}
            missing={t('admin.invite.email_missing')}
            type="email"
            autocomplete="off"
            required={!instance.passwords}
            autofocus
          />
          <Field
            name="username"
            label={t('admin.username')}
            autocomplete="off"
            hint={instance.passwords && t('admin.new_user.identifier_hint')}
          />
          <div class="columns">
            <Field name="first_name" label={t('admin.first_name')} autocomplete="off" />
            <Field name="last_name" label={t('admin.last_name')} autocomplete="off" />
          </div>
          <Select name="role" label={t('admin.role')} value="user" options={roleOptions()} />
        </Form>
      )}
    </Dialog>
  )
}
