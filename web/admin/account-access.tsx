import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { queueNotice, showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Select } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { Card } from '../ui/layout/card.tsx'
import { ConfirmDialog } from '../ui/overlay/confirm-dialog.tsx'
import { type Account, displayName, roleLabels } from './account-labels.ts'

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
    <Card title="Access">
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
      <div class="bar">
        {account.disabled_at === null ? (
          <button
            type="button"
            class="button secondary danger"
            onClick={() => setDialog('disable')}
          >
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
          <button type="button" class="button secondary danger" onClick={() => setDialog('delete')}>
            Delete…
          </button>
        )}
      </div>
      <ConfirmDialog
        title={`Disable ${name}?`}
        consequence="All devices will be signed out, and the account cannot sign in until an administrator enables the account again."
        open={dialog === 'disable'}
        onClose={close}
        confirmLabel="Disable"
        busyLabel="Disabling…"
        onConfirm={() => update({ disabled: true }, `${name} was disabled and signed out.`)}
      />
      <ConfirmDialog
        title={`Permanently delete ${name}?`}
        consequence="The account, its sessions, and its invitations will be permanently deleted. You cannot undo this."
        open={dialog === 'delete'}
        onClose={close}
        confirmLabel="Delete permanently"
        busyLabel="Deleting…"
        typed={name}
        onConfirm={async () => {
          await client.read(client.api.accounts[':account_id'].$delete({ param }))
          queueNotice(`${name} was deleted.`)
          route('/auth/admin', true)
        }}
      />
    </Card>
  )
}
