import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ProblemError } from '../../client/client.ts'
import { say, sayNext } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { Action } from '../ui/action-button.tsx'
import { Cancel, Dialog } from '../ui/dialog.tsx'
import { Choice, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/page.tsx'
import type { User } from './account.tsx'
import { isNameOf, nameOf, roles } from './account-labels.ts'

interface Facts {
  user: User
  changed: () => Promise<void>
}

/** The role, whether the user may sign in, and the end of the account. */
export function UserAccess({ user, changed }: Facts) {
  const { route } = useLocation()
  const me = useAccount()
  const [question, setQuestion] = useState<'disable' | 'delete'>()
  const close = () => setQuestion(undefined)
  const name = nameOf(user)
  const own = me.id === user.id
  const param = { account_id: user.id }
  const change = async (json: { role?: 'admin' | 'user'; disabled?: boolean }, told: string) => {
    await client.read(client.api.accounts[':account_id'].$patch({ param, json }))
    // One's own role decides which pages there are.
    if (own) await client.session()
    close()
    say(told)
    await changed()
  }
  return (
    <Section title="Access">
      <Form
        key={user.role}
        submit="Save role"
        busy="Saving…"
        action={({ role }) =>
          change({ role: role === 'admin' ? 'admin' : 'user' }, `The role of ${name} is saved.`)
        }
      >
        <Choice name="role" label="Role" value={user.role} choices={roles} />
      </Form>
      <div class="row">
        {user.disabled_at === null ? (
          <button type="button" class="button quiet danger" onClick={() => setQuestion('disable')}>
            Disable…
          </button>
        ) : (
          <Action action={() => change({ disabled: false }, `${name} can sign in again.`)}>
            Enable
          </Action>
        )}
        {own ? (
          <a href="/auth/account">Delete your own account on its page</a>
        ) : (
          <button type="button" class="button quiet danger" onClick={() => setQuestion('delete')}>
            Delete…
          </button>
        )}
      </div>
      <Dialog title={`Disable ${name}?`} open={question === 'disable'} onClose={close} danger>
        <p>They are signed out everywhere and cannot sign in until somebody enables them again.</p>
        <Form
          submit="Disable"
          busy="Disabling…"
          danger
          aside={<Cancel onClick={close} />}
          action={() => change({ disabled: true }, `${name} is disabled and signed out.`)}
        />
      </Dialog>
      <Dialog
        title={`Delete ${name} for good?`}
        open={question === 'delete'}
        onClose={close}
        danger
      >
        <p>This deletes the account, its sessions and its invitations. You cannot undo it.</p>
        <Form
          submit="Delete for good"
          busy="Deleting…"
          danger
          aside={<Cancel onClick={close} />}
          action={async ({ confirmation = '' }) => {
            if (!isNameOf(user, confirmation)) throw mismatch(name)
            await client.read(client.api.accounts[':account_id'].$delete({ param }))
            sayNext(`${name} is deleted.`)
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

/** As the API would say it, in words for this form. */
function mismatch(name: string): ProblemError {
  const errors = [{ path: 'confirmation', message: `does not match ${name}` }]
  return new ProblemError('invalid_input', 400, { errors })
}
