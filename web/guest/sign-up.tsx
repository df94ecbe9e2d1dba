import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ProblemError, type SignUp as SignUpBody } from '../../client/client.ts'
import { cookieProblem } from '../lib/cookies.ts'
import { loadPasskeys } from '../lib/passkeys.ts'
import { client, signUp } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { rich, t } from '../lib/text.ts'
import { Field } from '../ui/form/field.tsx'
import { Form, nonEmpty } from '../ui/form/form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { FirstCredential } from './first-credential.tsx'
import { GuestLink, guestUrl } from './guest-link.tsx'

/** Creates an account. An invitation link has the invitation in the query parameter `invitation`; older links use `referrer`. */
export function SignUp() {
  const { query } = useLocation()
  const linked = nonEmpty(query.invitation ?? query.referrer)
  const inviter = useInviter(linked)
  const { registration, mail, product, usernames } = instance
  const [blocked] = useState(cookieProblem)
  return (
    <GuestPage
      title={t('guest.sign_up.title', { product: product.name })}
      lead={linked && <Invited inviter={inviter} />}
      footer={rich('guest.sign_up.sign_in', {
        link: <GuestLink to="/auth/sign-in">{t('guest.sign_in.submit')}</GuestLink>,
      })}
    >
      <Form
        submitLabel={t('guest.sign_up.submit')}
        busyLabel={t('guest.sign_up.busy')}
        blocked={blocked}
        onSubmit={(values) =>
          createAccount({
            username: nonEmpty(values.username),
            email: nonEmpty(values.email),
            password: instance.passwords ? (values.password ?? '') : undefined,
            // An invitation that is known to be invalid is not sent if it is not required.
            invitation:
              nonEmpty(values.invitation) ??
              (inviter === null && registration === 'open' ? undefined : linked),
          })
        }
      >
        {registration === 'invitation' && (
          <Field
            name="invitation"
            label={t('guest.sign_up.invitation')}
            hint={t('guest.sign_up.invitation_hint')}
            missing={t('guest.sign_up.invitation_missing')}
            autocomplete="off"
            value={linked ?? ''}
            required
          />
        )}
        <Field
          name="email"
          label={t(mail || !usernames ? 'guest.email' : 'guest.email_optional')}
          missing={t('guest.email_missing')}
          type="email"
          // Password managers save one field as the username.
          autocomplete={mail || !usernames ? 'username' : 'email'}
          required={mail || !usernames}
          autofocus
        />
        {usernames && (
          <Field
            name="username"
            label={t(mail ? 'guest.username_optional' : 'guest.username')}
            missing={t('guest.username_missing')}
            autocomplete={mail ? 'nickname' : 'username'}
            required={!mail}
          />
        )}
        <FirstCredential />
        {product.terms && (
          <p class="hint">
            {rich('guest.sign_up.terms', {
              terms: <a href={product.terms}>{t('guest.sign_up.terms_link')}</a>,
            })}
          </p>
        )}
      </Form>
    </GuestPage>
  )
}

/** The name of the inviter, '' if it is unknown, or null if the invitation is invalid. */
function useInviter(token: string | undefined): string | null {
  const [inviter, setInviter] = useState<string | null>('')
  useEffect(() => {
    if (!token) return
    client.verifyInvitation(token).then(
      ({ inviter }) => setInviter(inviter ?? ''),
      (error: unknown) => isInvitationError(error) && setInviter(null),
    )
  }, [token])
  return inviter
}

function Invited({ inviter }: { inviter: string | null }) {
  const product = instance.product.name
  if (inviter === null) {
    return t(
      instance.registration === 'open'
        ? 'guest.sign_up.without_invitation'
        : 'problem.invitation_invalid',
    )
  }
  return inviter === ''
    ? t('guest.sign_up.invited', { product })
    : rich('guest.sign_up.invited_by', { name: <strong>{inviter}</strong>, product })
}

/** What a person who signs up enters. The password is undefined if there are none. */
type Entered = Omit<Extract<SignUpBody, { passkey: unknown }>, 'passkey' | 'label'> & {
  password?: string | undefined
}

async function createAccount({ invitation, ...entered }: Entered): Promise<void> {
  // Without an email address, or without mail, there is no code to enter.
  const next =
    entered.email && instance.mail ? guestUrl('/auth/verify', { step: 'sign-up' }) : undefined
  try {
    await signUp((locale) => create({ ...entered, invitation, locale }), next)
  } catch (error) {
    // If registration is open, an invalid invitation is no reason to refuse the sign-up.
    if (instance.registration !== 'open' || !isInvitationError(error)) throw error
    await signUp((locale) => create({ ...entered, locale }), next)
  }
}

async function create({ password, ...names }: Entered): Promise<unknown> {
  if (password !== undefined) return client.signUp({ ...names, password })
  const { signUpWithPasskey } = await loadPasskeys()
  return signUpWithPasskey(client, names)
}

function isInvitationError(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false
  return (
    error.code === 'invitation_invalid' ||
    ['invitation', 'token'].some((name) => error.field(name) !== undefined)
  )
}
