import { useState } from 'preact/hooks'
import { forgetResetToken, resetToken } from '../../lib/page/reset-token.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { Query } from '../../ui/data/query.tsx'
import { HiddenUsername } from '../../ui/form/field.tsx'
import { Form } from '../../ui/form/form.tsx'
import { NewPasswordField } from '../../ui/form/password-field.tsx'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { type WaitingSignIn, waitingSignIn } from '../waiting-sign-in.ts'
import { useResetLink } from './reset-link.ts'
import { SendLink } from './send-link.tsx'

/** The page of a reset link. Only the two requests of this page carry the token. */
export default function ResetPassword() {
  const [token, setToken] = useState(resetToken)
  const [waiting, setWaiting] = useState<WaitingSignIn>()
  if (waiting) {
    const { Page, methods } = waiting
    return (
      <Page
        methods={methods}
        lead={t('guest.reset.second_lead')}
        onSignedIn={openHome}
        onRestart={(expired) =>
          location.replace(`/auth/sign-in${expired ? '?notice=sign_in_expired' : ''}`)
        }
      />
    )
  }
  if (token === undefined) {
    return (
      <SendLink
        title={t('guest.expired.title')}
        lead={t('guest.expired.lead')}
        submitLabel={t('guest.expired.submit')}
      />
    )
  }
  return (
    <NewPassword token={token} onExpired={() => setToken(undefined)} onSecondStep={setWaiting} />
  )
}

interface Props {
  token: string
  /** Called if the token is not valid, or not any more. */
  onExpired: () => void
  /** Called after the password was set, if the account has a second factor. */
  onSecondStep: (waiting: WaitingSignIn) => void
}

function openHome(): void {
  location.replace(instance.product.app ?? '/auth/account?notice=password_set')
}

function NewPassword({ token, onExpired, onSecondStep }: Props) {
  const { owner, orExpired } = useResetLink(token, onExpired)
  async function resetPassword(password: string) {
    const reset = orExpired(client.resetPassword(token, password))
    const waiting = await reset.then((current) => {
      if (current) openHome()
      else location.replace('/auth/sign-in')
    }, waitingSignIn)
    forgetResetToken()
    if (waiting) onSecondStep(waiting)
  }
  return (
    <GuestPage
      title={t('guest.reset.title')}
      // A space keeps the line: nothing moves when the address arrives.
      lead={
        owner.data ? rich('guest.reset.lead', { email: <strong>{owner.data}</strong> }) : '\u00a0'
      }
    >
      <Query query={owner}>
        {(name) => (
          <Form
            submitLabel={t('guest.reset.submit')}
            busyLabel={t('guest.reset.busy')}
            onSubmit={({ password = '' }) => resetPassword(password)}
          >
            <HiddenUsername value={name} />
            <NewPasswordField
              name="password"
              label={t('guest.new_password')}
              missing={t('guest.new_password_missing')}
              autofocus
            />
          </Form>
        )}
      </Query>
    </GuestPage>
  )
}
