import { useLayoutEffect, useState } from 'preact/hooks'
import { ProblemError } from '../../client/client.ts'
import { onQuestion, type Question, type Reason } from '../lib/reauthentication.ts'
import { client, lastAccount, signInAsAnother } from '../lib/session.ts'
import { Cancel, Dialog } from './dialog.tsx'
import { PasswordField, WhoseField } from './field.tsx'
import { Form } from './form.tsx'

const titles: Record<Reason, string> = {
  not_signed_in: 'Your session has ended',
  recent_sign_in_required: 'Confirm your password',
}

const reasons: Record<Reason, string> = {
  not_signed_in: 'Sign in again to continue. What you entered is kept.',
  recent_sign_in_required: 'You signed in a while ago, and this change needs a recent sign-in.',
}

/** Asks for the password of the account that this page is about, in front of whatever the person was doing. */
export function Reauthenticate() {
  const [question, setQuestion] = useState<Question>()
  useLayoutEffect(() => onQuestion(setQuestion), [])
  const finish = (signedIn: boolean) => {
    question?.answer(signedIn)
    setQuestion(undefined)
  }
  const account = lastAccount()
  const name = account?.username ?? account?.email ?? ''
  const reason = question?.reason ?? 'not_signed_in'
  return (
    <Dialog title={titles[reason]} open={question !== undefined} onClose={() => finish(false)}>
      <p>{reasons[reason]}</p>
      <p>
        Account: <strong>{name}</strong>
      </p>
      <Form
        submit="Continue"
        busy="Signing in…"
        aside={<Cancel onClick={() => finish(false)} />}
        action={async ({ password = '' }) => {
          await client.signIn({ username: name, password }).catch(aboutThePassword)
          finish(true)
        }}
      >
        <WhoseField name={name} />
        <PasswordField name="password" label="Password" autocomplete="current-password" autofocus />
      </Form>
      <p class="hint">
        Not {name}?{' '}
        <a href="/auth/sign-in" target="_top" onClick={signInElse}>
          Use another account
        </a>
      </p>
    </Dialog>
  )
}

/** Not by the link alone: with a session that only is too old, the sign-in page would lead back here. */
function signInElse(event: Event): void {
  event.preventDefault()
  signInAsAnother()
}

/** The name is given, so only the password can be wrong. */
function aboutThePassword(error: unknown): never {
  const wrong = error instanceof ProblemError && error.code === 'invalid_credentials'
  throw wrong ? new ProblemError('wrong_password', error.status, { cause: error }) : error
}
