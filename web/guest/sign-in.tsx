import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { carryEmail } from './entered-email.ts'
import { GuestLink } from './guest-link.tsx'

export function SignIn() {
  const [blocked] = useState(cookieProblem)
  const { product, registration, usernames, mail } = instance
  return (
    <GuestPage
      title={t('guest.sign_in.title', { product: product.name })}
      footer={
        registration !== 'closed' &&
        rich(
          registration === 'open' ? 'guest.sign_in.no_account' : 'guest.sign_in.have_invitation',
          { link: <GuestLink to="/auth/sign-up">{t('guest.sign_in.sign_up')}</GuestLink> },
        )
      }
    >
      <Form
        submitLabel={t('guest.sign_in.submit')}
        busyLabel={t('guest.sign_in.busy')}
        blocked={blocked}
        onSubmit={({ username = '', password = '' }) => client.signIn({ username, password })}
      >
        <Field
          name="username"
          label={t(usernames ? 'guest.sign_in.identifier' : 'guest.email')}
          missing={t(usernames ? 'guest.sign_in.identifier_missing' : 'guest.email_missing')}
          inputmode="email"
          autocomplete="username"
          required
          autofocus
        />
        <PasswordField
          name="password"
          label={t('guest.password')}
          labelEnd={
            mail && (
              <GuestLink to="/auth/forgot-password" onClick={carryEmail}>
                {t('guest.sign_in.forgot')}
              </GuestLink>
            )
          }
          missing={t('guest.password_missing')}
          autocomplete="current-password"
        />
      </Form>
    </GuestPage>
  )
}
