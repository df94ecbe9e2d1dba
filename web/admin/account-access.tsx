import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ProblemError } from '../../client/client.ts'
import { queueNotice, showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { CancelButton, Dialog } from '../ui/dialog.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'
import { type Account, displayName, isNameOf, roleLabels } from './account-labels.ts'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

/** Changes the role, disables, enables or deletes an account. */
export function AccountAccess({ account, onChange }: Props) {
  const { route } = useLocation()
  const administrator = useAccount()
  const [dialog, setDialog] = useState<'disable' | 'delete'>()
  const close = () => setDialog(undefined)
  const name = displayName(account)
  const isOwn = administrator.id === account.id
  const param = { account_id: account.id }
  const update = async (json: { role?: 'admin' | 'user'; disabled?: boolean }, notice: string) => {
    await client.read(client.api.accounts[':account_id'].$patch({ param, json }))
    // The administrator's own role decides which pages are available.
    if (isOwn) await client.session()
    close()
    showNotice(notice)
    await onChange()
  }
  return (
    <Section title="Access">
      <Form
        key={account.role}
        submitLabel="Save role"
        busyLabel="Saving…"
        onSubmit={({ role }) =>
          update({ role: role === 'admin' ? 'admin' : 'user' }, `Role updated for ${name}.`)
        }
      >
        <Select name="role" label="Role" value={account.role} options={roleLabels} />
      </Form>
      <div class="row">
        {account.disabled_at === null ? (
          <button type="button" class="button quiet danger" onClick={() => setDialog('disable')}>
            Disable…
          </button>
        ) : (
          <ActionButton action={() => update({ disabled: false }, `${name} was enabled.`)}>
            Enable
          </ActionButton>
        )}
        {isOwn ? (
          <a href="/auth/account">Delete your own account on your account page</a>
        ) : (
          <button type="button" class="button quiet danger" onClick={() => setDialog('delete')}>
            Delete…
          </button>
        )}
      </div>
      <Dialog title={`Disable ${name}?`} open={dialog === 'disable'} onClose={close} danger>
        <p>
          All devices will be signed out, and the account cannot sign in until an administrator
          enables the account again.
        </p>
        <Form
          submitLabel="Disable"
          busyLabel="Disabling…"
          danger
          secondary={<CancelButton onClick={close} />}
          onSubmit={() => update({ disabled: true }, `${name} was disabled and signed out.`)}
        />
      </Dialog>
      <Dialog
        title={`Permanently delete ${name}?`}
        open={dialog === 'delete'}
        onClose={close}
        danger
      >
        <p>
          The account, its sessions, and its invitations will be permanently deleted. You cannot
          undo this.
        </p>
        <Form
          submitLabel="Delete permanently"
          busyLabel="Deleting…"
          danger
          secondary={<CancelButton onClick={close} />}
          onSubmit={async ({ confirmation = '' }) => {
            if (!isNameOf(account, confirmation)) throw mismatch(name)
            await client.read(client.api.accounts[':account_id'].$delete({ param }))
            queueNotice(`${name} was deleted.`)
            route('/auth/admin', true)
          }}
        >
          <Field
            name="confirmation"
            label={`Type ${name} to confirm`}
            autocomplete="off"
            required
          />
        </Form>
      </Dialog>
    </Section>
  )
}

/** A field error of this form, in the API's format. */
function mismatch(name: string): ProblemError {
  const errors = [{ path: 'confirmation', message: `must be ${name}` }]
  return new ProblemError('invalid_input', 400, { errors })
}
