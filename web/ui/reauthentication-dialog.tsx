import { useLayoutEffect, useState } from 'preact/hooks'
import { ProblemError } from '../../client/client.ts'
import {
  type PasswordPrompt,
  type Reason,
  registerPasswordDialog,
} from '../lib/reauthentication.ts'
import { accountOfPage, client, signInAsAnother } from '../lib/session.ts'
import { CancelButton, Dialog } from './dialog.tsx'
import { HiddenUsername, PasswordField } from './field.tsx'
import { Form } from './form.tsx'

const titles: Record<Reason, string> = {
  unauthenticated: 'Your session has ended',
  reauthentication_required: 'Confirm your password',
}

const explanations: Record<Reason, string> = {
  unauthenticated: 'Sign in again to continue. Your input is kept.',
  reauthentication_required:
    'This change requires a recent sign-in. Enter your password to continue.',
}

/** Asks for the password of the account that the page belongs to, in a dialog in front of the page. */
export function ReauthenticationDialog() {
  const [prompt, setPrompt] = useState<PasswordPrompt>()
  useLayoutEffect(() => registerPasswordDialog(setPrompt), [])
  const close = (signedIn: boolean) => {
    prompt?.resolve(signedIn)
    setPrompt(undefined)
  }
  const account = accountOfPage()
  const name = account?.username ?? account?.email ?? ''
  const reason = prompt?.reason ?? 'unauthenticated'
  return (
    <Dialog title={titles[reason]} open={prompt !== undefined} onClose={() => close(false)}>
      <p>{explanations[reason]}</p>
      <p>
        Account: <strong>{name}</strong>
      </p>
      <Form
        submitLabel="Continue"
        busyLabel="Signing in…"
        secondary={<CancelButton onClick={() => close(false)} />}
        onSubmit={async ({ password = '' }) => {
          await client.signIn({ username: name, password }).catch(asWrongPassword)
          close(true)
        }}
      >
        <HiddenUsername value={name} />
        <PasswordField name="password" label="Password" autocomplete="current-password" autofocus />
      </Form>
      <p class="hint">
        Not {name}?{' '}
        <a href="/auth/sign-in" target="_top" onClick={switchAccount}>
          Use another account
        </a>
      </p>
    </Dialog>
  )
}

/** Signs out first: with a session that is only too old, the sign-in page would redirect back to this page. */
function switchAccount(event: Event): void {
  event.preventDefault()
  signInAsAnother()
}

/** The username is fixed, so only the password can be wrong. */
function asWrongPassword(error: unknown): never {
  const wrong = error instanceof ProblemError && error.code === 'invalid_credentials'
  throw wrong
    ? new ProblemError('current_password_incorrect', error.status, { cause: error })
    : error
}
