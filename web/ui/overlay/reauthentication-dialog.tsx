import { useLayoutEffect, useState } from 'preact/hooks'
import { ProblemError } from '../../../client/client.ts'
import { type PasswordPrompt, registerPasswordDialog } from '../../lib/reauthentication.ts'
import { accountOfPage, client, signInAsAnother } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { HiddenUsername } from '../form/field.tsx'
import { Form } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { CancelButton, Dialog } from './dialog.tsx'

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
  const isEnded = prompt?.reason !== 'reauthentication_required'
  return (
    <Dialog
      title={isEnded ? t('ui.session_ended') : t('ui.confirm_password')}
      lead={isEnded ? t('ui.session_ended_lead') : t('ui.confirm_password_lead')}
      open={prompt !== undefined}
      onClose={() => close(false)}
    >
      <p>{rich('ui.signed_in_as', { name: <strong>{name}</strong> })}</p>
      <Form
        submitLabel={t('ui.continue')}
        busyLabel={t('ui.signing_in')}
        submitLast
        secondary={<CancelButton onClick={() => close(false)} />}
        onSubmit={async ({ password = '' }) => {
          await client.signIn({ username: name, password }).catch(asWrongPassword)
          close(true)
        }}
      >
        <HiddenUsername value={name} />
        <PasswordField
          name="password"
          label={t('ui.password')}
          autocomplete="current-password"
          autofocus
        />
      </Form>
      <p class="hint">
        {t('ui.not_you', { name })}{' '}
        <a href="/auth/sign-in" target="_top" onClick={switchAccount}>
          {t('ui.other_account')}
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
