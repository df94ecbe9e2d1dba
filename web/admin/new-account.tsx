import { ProblemError } from '../../client/client.ts'
import { passwordHint } from '../guest/password-hint.ts'
import { sayNext } from '../lib/notices.ts'
import { client } from '../lib/session.ts'
import { Cancel, Dialog } from '../ui/dialog.tsx'
import { Choice, Field, PasswordField } from '../ui/field.tsx'
import { Form, filled } from '../ui/form.tsx'
import { nameOf, roles } from './account-labels.ts'

interface Facts {
  open: boolean
  onClose: () => void
  onCreated: (id: string) => void
}

export function NewUser({ open, onClose, onCreated }: Facts) {
  return (
    <Dialog title="New user" open={open} onClose={onClose}>
      <Form
        submit="Create user"
        busy="Creating…"
        aside={<Cancel onClick={onClose} />}
        action={async (values) => {
          const json = {
            email: filled(values.email),
            username: filled(values.username),
            password: values.password ?? '',
            role: values.role === 'admin' ? ('admin' as const) : ('user' as const),
          }
          if (!json.email && !json.username) throw nameless
          const { account } = await client.read(client.api.accounts.$post({ json }))
          sayNext(`${nameOf(account)} is created.`)
          onCreated(account.id)
        }}
      >
        <p class="hint">Give an e-mail address, a username or both.</p>
        <Field name="email" label="E-mail address" type="email" autocomplete="off" />
        <Field name="username" label="Username" autocomplete="off" />
        <PasswordField
          name="password"
          label="Password"
          hint={passwordHint}
          autocomplete="new-password"
        />
        <Choice name="role" label="Role" value="user" choices={roles} />
      </Form>
    </Dialog>
  )
}

/** As the API would say it, in words for this form. */
const nameless = new ProblemError('invalid_input', 400, {
  errors: [{ path: 'username', message: 'is needed where there is no e-mail address' }],
})
