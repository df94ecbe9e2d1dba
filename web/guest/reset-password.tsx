import { useState } from 'preact/hooks'
import { ProblemError } from '../../client/client.ts'
import { updatePageState } from '../lib/page/page-state.ts'
import { forgetResetToken, resetToken } from '../lib/page/reset-token.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { Query, useQuery } from '../ui/data/query.tsx'
import { HiddenUsername } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { SendLink } from './send-link.tsx'

/** The page of a reset link. Only the two requests of this page carry the token. */
export function ResetPassword() {
  const [token, setToken] = useState(resetToken)
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
    <NewPassword
      token={token}
      onExpired={() => {
        forgetResetToken()
        setToken(undefined)
      }}
    />
  )
}

interface Props {
  token: string
  /** Called if the token is not valid, or not any more. */
  onExpired: () => void
}

function NewPassword({ token, onExpired }: Props) {
  const authorization = { headers: { Authorization: `Bearer ${token}` } }
  const owner = useQuery(async () => {
    const request = client.read(client.api['password-reset'].$get({}, authorization))
    const { account } = await orExpired(request)
    // For a new link, if this one expires before the password is set.
    updatePageState({ email: account.email ?? undefined })
    return account.email ?? account.username
  })
  async function orExpired<T>(request: Promise<T>): Promise<T> {
    try {
      return await request
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'reset_token_invalid') onExpired()
      throw error
    }
  }
  async function resetPassword(password: string) {
    const current = await orExpired(client.resetPassword(token, password))
    forgetResetToken()
    const home = instance.product.app ?? '/auth/account?notice=password_set'
    location.replace(current ? home : '/auth/sign-in')
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
