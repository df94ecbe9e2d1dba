import { useEffect, useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { loadPasskeys, offersPasskeys } from '../lib/passkeys.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { FormError } from '../ui/form/form-error.tsx'
import { PasskeyForm } from '../ui/form/passkey-form.tsx'
import { PasswordField } from '../ui/form/password-field.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { carryEmail } from './entered-email.ts'
import { GuestLink } from './guest-link.tsx'
import { type WaitingSignIn, waitingSignIn } from './waiting-sign-in.ts'

export function SignIn() {
  const [blocked] = useState(cookieProblem)
  const [waiting, setWaiting] = useState<WaitingSignIn | null>(null)
  const [entered, setEntered] = useState(hintedName)
  const [notice, setNotice] = useState('')
  // Increments when another request ended the autofill of passkeys.
  const [autofills, setAutofills] = useState(0)
  const { product, registration, usernames, mail, passwords } = instance
  // biome-ignore lint/correctness/useExhaustiveDependencies: `entered` changes when the form is submitted
  useEffect(() => {
    // Back from the second step, only the password is missing.
    if (!waiting && entered) document.querySelector<HTMLInputElement>('[name="password"]')?.focus()
  }, [waiting])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `autofills` starts it again
  useEffect(() => {
    if (waiting || blocked || !offersPasskeys || !passwords) return
    const controller = new AbortController()
    // Without the script, the page still has the password.
    loadPasskeys().then(
      ({ offerAutofill }) => offerAutofill(controller.signal, run, setNotice),
      () => undefined,
    )
    return () => controller.abort()
  }, [waiting, autofills])

  /** Runs a sign-in, which may wait for its second step. */
  async function run(signIn: Promise<unknown>) {
    setWaiting(await signIn.then(() => null, waitingSignIn))
  }

  if (waiting) {
    const { Page, methods } = waiting
    return (
      <Page
        methods={methods}
        onRestart={(expired) => {
          setNotice(expired ? t('problem.sign_in_expired') : '')
          setWaiting(null)
        }}
      />
    )
  }
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
      {notice && <FormError>{notice}</FormError>}
      {passwords && (
        <Form
          submitLabel={t('guest.sign_in.submit')}
          busyLabel={t('guest.sign_in.busy')}
          blocked={blocked}
          onSubmit={async ({ username = '', password = '' }) => {
            setNotice('')
            setEntered(username)
            await run(client.signIn({ username, password }))
          }}
        >
          <Field
            name="username"
            label={t(usernames ? 'guest.sign_in.identifier' : 'guest.email')}
            missing={t(usernames ? 'guest.sign_in.identifier_missing' : 'guest.email_missing')}
            inputmode="email"
            autocomplete="username webauthn"
            value={entered}
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
      )}
      {!passwords && !offersPasskeys && <FormError>{t('guest.passkey.unsupported')}</FormError>}
      {!(passwords && blocked) && (
        <PasskeyForm
          label={t('guest.sign_in.passkey')}
          isOnly={!passwords}
          blocked={blocked}
          onUse={async ({ signInWithPasskey }) => {
            setNotice('')
            try {
              await run(signInWithPasskey(client))
            } catch (error) {
              setAutofills(autofills + 1)
              throw error
            }
          }}
        />
      )}
      {!passwords && mail && (
        <p class="other-method">
          <GuestLink to="/auth/forgot-password">{t('guest.sign_in.lost')}</GuestLink>
        </p>
      )}
    </GuestPage>
  )
}

/** The name that an app expects (OpenID Connect Core section 3.1.2.1). */
function hintedName(): string {
  return new URLSearchParams(location.search).get('login_hint') ?? ''
}
