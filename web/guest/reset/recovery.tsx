import { useState } from 'preact/hooks'
import { deviceName } from '../../../worker/input/device-names.ts'
import { errorMessage } from '../../lib/error-message.ts'
import { forgetResetToken, resetToken } from '../../lib/page/reset-token.ts'
import { loadPasskeys, offersPasskeys } from '../../lib/passkeys.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Query } from '../../ui/data/query.tsx'
import { Form } from '../../ui/form/form.tsx'
import { FormError } from '../../ui/form/form-error.tsx'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { type WaitingSignIn, waitingSignIn } from '../waiting-sign-in.ts'
import { useResetLink } from './reset-link.ts'
import { SendLink } from './send-link.tsx'

/** What the page shows: the link, its second step, or the form for a passkey once the person is signed in. */
type Step =
  | { show: 'link'; token: string }
  | { show: 'expired' }
  | { show: 'second-step'; waiting: WaitingSignIn }
  | { show: 'signed-in'; error?: string }

/** The page of a link by email if there are no passwords: it signs in, and adds a passkey. */
export default function Recovery() {
  const [step, setStep] = useState<Step>(() => {
    const token = resetToken()
    return token === undefined ? { show: 'expired' } : { show: 'link', token }
  })
  if (step.show === 'expired') {
    return (
      <SendLink
        title={t('guest.expired.title')}
        lead={t('guest.recover.expired')}
        submitLabel={t('guest.expired.submit')}
      />
    )
  }
  if (step.show === 'second-step') {
    const { Page, methods } = step.waiting
    return (
      <Page
        methods={methods}
        onSignedIn={() => setStep({ show: 'signed-in' })}
        onRestart={(expired) =>
          location.replace(`/auth/sign-in${expired ? '?notice=sign_in_expired' : ''}`)
        }
      />
    )
  }
  return step.show === 'link' ? (
    <UseLink token={step.token} onStep={setStep} />
  ) : (
    <GuestPage
      title={t('guest.recover.new_title')}
      lead={t('guest.recover.failed')}
      footer={<Skip />}
    >
      {step.error && <FormError>{step.error}</FormError>}
      <NewPasskey onSubmit={addPasskey} />
    </GuestPage>
  )
}

interface Props {
  token: string
  onStep: (step: Step) => void
}

function UseLink({ token, onStep }: Props) {
  const { owner, orExpired } = useResetLink(token, () => onStep({ show: 'expired' }))
  /** Signs in. Returns false if the sign-in waits for its second step. */
  async function signIn(): Promise<boolean> {
    const waiting = await orExpired(client.resetPassword(token)).then(
      () => undefined,
      waitingSignIn,
    )
    forgetResetToken()
    if (waiting) onStep({ show: 'second-step', waiting })
    return waiting === undefined
  }
  async function signInAndAdd() {
    if (!(await signIn())) return
    // The link is used up: after a failure, only the passkey is missing.
    await addPasskey().catch((error: unknown) =>
      onStep({ show: 'signed-in', error: errorMessage(error) }),
    )
  }
  return (
    <GuestPage
      title={t('guest.recover.new_title')}
      // A space keeps the line: nothing moves when the address arrives.
      lead={
        owner.data ? rich('guest.reset.lead', { email: <strong>{owner.data}</strong> }) : '\u00a0'
      }
      footer={!offersPasskeys && <Skip before={signIn} />}
    >
      <Query query={owner}>{() => <NewPasskey onSubmit={signInAndAdd} />}</Query>
    </GuestPage>
  )
}

function NewPasskey({ onSubmit }: { onSubmit: () => Promise<unknown> }) {
  if (!offersPasskeys) return <FormError>{t('guest.passkey.unsupported')}</FormError>
  return (
    <Form
      submitLabel={t('guest.passkey.add')}
      busyLabel={t('ui.second.busy')}
      onSubmit={onSubmit}
    />
  )
}

/** Goes on without a passkey, which another device can add. */
function Skip({ before = async () => true }: { before?: () => Promise<boolean> }) {
  return (
    <ActionButton
      tone="ghost"
      action={async () => {
        if (await before()) openHome('')
      }}
    >
      {t('guest.recover.skip')}
    </ActionButton>
  )
}

async function addPasskey(): Promise<void> {
  const { createPasskey } = await loadPasskeys()
  await createPasskey(client, { label: deviceName(navigator.userAgent) })
  openHome('?notice=passkey_added')
}

function openHome(query: string): void {
  location.replace(instance.product.app ?? `/auth/account${query}`)
}
