import { useState } from 'preact/hooks'
import { type FactorMethod, ProblemError } from '../../client/client.ts'
import { client } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { SecondFactorForm, type TypedMethod } from '../ui/form/second-factor-form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'

interface Props {
  methods: readonly FactorMethod[]
  /** Above the form, in place of the request for a code. */
  lead?: string
  onSignedIn?: () => void
  /** @param expired whether the sign-in does not accept an answer any more */
  onRestart: (expired: boolean) => void
}

/** The second step of a sign-in whose password was correct. */
export function SecondStep({ methods, lead, onSignedIn, onRestart }: Props) {
  const [method, setMethod] = useState<TypedMethod>('totp')
  async function complete(answer: Promise<unknown>) {
    try {
      await answer
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'sign_in_expired') return onRestart(true)
      throw error
    }
    onSignedIn?.()
  }
  return (
    <GuestPage
      title={t('ui.second.title')}
      lead={
        method === 'recovery_code' ? t('ui.second.recovery_lead') : (lead ?? t('ui.second.lead'))
      }
      footer={
        <button type="button" class="link" onClick={() => onRestart(false)}>
          {t('ui.second.restart')}
        </button>
      }
    >
      <SecondFactorForm
        method={method}
        methods={methods}
        onMethod={setMethod}
        onSubmit={(answer) => complete(client.completeSignIn(answer))}
        onPasskey={({ completeSignInWithPasskey }) => complete(completeSignInWithPasskey(client))}
      />
    </GuestPage>
  )
}
