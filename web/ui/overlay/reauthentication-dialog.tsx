import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import {
  type Current,
  type FactorMethod,
  ProblemError,
  type SecondStep,
} from '../../../client/client.ts'
import { loadPasskeys, offersPasskeys, type PasskeyScript } from '../../lib/passkeys.ts'
import { type PasswordPrompt, registerPasswordDialog } from '../../lib/reauthentication.ts'
import { accountOfPage, client, signInAsAnother } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { HiddenUsername } from '../form/field.tsx'
import { Form } from '../form/form.tsx'
import { FormError } from '../form/form-error.tsx'
import { PasskeyForm } from '../form/passkey-form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { SecondFactorForm, type TypedMethod } from '../form/second-factor-form.tsx'
import { CancelButton, Dialog } from './dialog.tsx'

/** What the dialog asks for: the proof of a signed-in person, or a sign-in, whose second step is `second`. */
type Step =
  | { ask: 'password'; of: 'proof' | 'sign-in'; expired?: boolean }
  | { ask: 'code'; of: 'proof' }
  | { ask: 'code'; of: 'sign-in'; methods: readonly FactorMethod[] }

/** Asks the person that the page belongs to who they are, in a dialog in front of the page. */
export function ReauthenticationDialog() {
  const [prompt, setPrompt] = useState<PasswordPrompt & { step: Step; hasPasskey: boolean }>()
  useLayoutEffect(
    () =>
      registerPasswordDialog((opened) => {
        Promise.all([firstStep(opened), mayUsePasskey(opened)]).then(([step, hasPasskey]) =>
          setPrompt({ ...opened, step, hasPasskey }),
        )
      }),
    [],
  )
  const close = (isProved: boolean) => {
    prompt?.resolve(isProved)
    setPrompt(undefined)
  }
  const step = prompt?.step
  const setStep = (next: Step) => prompt && setPrompt({ ...prompt, step: next })
  const account = accountOfPage()
  const name = account?.username ?? account?.email ?? ''
  const { title, lead } = textsOf(step)
  const proofs: FactorMethod[] = prompt?.hasPasskey ? ['passkey'] : []
  const cancel = <CancelButton onClick={() => close(false)} />
  /** Runs a proof or a sign-in. An error may lead to another step. */
  async function run(request: Promise<Current>) {
    let current: Current
    try {
      current = await request
    } catch (error) {
      const next = stepAfter(error)
      if (next) return setStep(next)
      throw error
    }
    // A passkey may belong to another account, whose page then opens.
    close(current.account.id === account?.id)
  }
  return (
    <Dialog title={title} lead={lead} open={step !== undefined} onClose={() => close(false)}>
      <p>{rich('ui.signed_in_as', { name: <strong>{name}</strong> })}</p>
      {step?.ask === 'password' && instance.passwords && (
        <Form
          key={step.of}
          submitLabel={t('ui.continue')}
          busyLabel={t('ui.signing_in')}
          submitLast
          secondary={cancel}
          onSubmit={({ password = '' }) =>
            run(
              step.of === 'proof'
                ? client.prove({ password })
                : client.signIn({ username: name, password }).catch(asWrongPassword),
            )
          }
        >
          {step.expired && <FormError>{t('problem.sign_in_expired')}</FormError>}
          <HiddenUsername value={name} />
          <PasswordField
            name="password"
            label={t('ui.password')}
            autocomplete="current-password"
            autofocus
          />
        </Form>
      )}
      {step?.ask === 'password' && prompt?.hasPasskey && (
        <PasskeyForm
          label={t('ui.use_passkey')}
          isOnly={!instance.passwords}
          onUse={({ proveWithPasskey, signInWithPasskey }) =>
            run(step.of === 'proof' ? proveWithPasskey(client) : signInWithPasskey(client))
          }
        />
      )}
      {step?.ask === 'password' && !instance.passwords && <div class="bar">{cancel}</div>}
      {step?.ask === 'code' && (
        <CodeStep
          key={step.of}
          methods={step.of === 'sign-in' ? step.methods : ['totp', ...proofs]}
          onSubmit={(answer) =>
            run(
              step.of === 'proof' && 'code' in answer
                ? client.prove(answer)
                : client.completeSignIn(answer),
            )
          }
          onPasskey={({ proveWithPasskey, completeSignInWithPasskey }) =>
            run(step.of === 'proof' ? proveWithPasskey(client) : completeSignInWithPasskey(client))
          }
          cancel={cancel}
        />
      )}
      <p class="hint">
        {t('ui.not_you', { name })}{' '}
        <a href="/auth/sign-in" target="_top" onClick={switchAccount}>
          {t('ui.other_account')}
        </a>
      </p>
    </Dialog>
  )
}

interface CodeStepProps {
  methods: readonly FactorMethod[]
  onSubmit: (answer: SecondStep) => Promise<void>
  onPasskey: (passkeys: PasskeyScript) => Promise<void>
  cancel: ComponentChildren
}

function CodeStep(props: CodeStepProps) {
  const [method, setMethod] = useState<TypedMethod>('totp')
  return <SecondFactorForm {...props} method={method} onMethod={setMethod} />
}

function textsOf(step: Step | undefined): { title: string; lead: string } {
  if (step?.of !== 'proof') {
    return {
      title: t('ui.session_ended'),
      lead: step?.ask === 'code' ? t('ui.second.lead') : t('ui.session_ended_lead'),
    }
  }
  return step.ask === 'code'
    ? { title: t('ui.confirm_code'), lead: t('ui.confirm_code_lead') }
    : instance.passwords
      ? { title: t('ui.confirm_password'), lead: t('ui.confirm_password_lead') }
      : { title: t('ui.confirm_code'), lead: t('ui.confirm_passkey_lead') }
}

const signInStep = { ask: 'password', of: 'sign-in' } satisfies Step
const passwordStep: Step = { ask: 'password', of: 'proof' }
const codeStep: Step = { ask: 'code', of: 'proof' }

async function firstStep({ reason }: PasswordPrompt): Promise<Step> {
  if (reason !== 'reauthentication_required') return signInStep
  if (client.current?.acr !== 'aal2') return passwordStep
  // The second factor may have been removed since.
  const hasCode = client.secondFactors().then(({ totp }) => totp.length > 0)
  return (await hasCode.catch(() => true)) ? codeStep : passwordStep
}

/** Whether the account has a passkey. After the session ended, that is unknown, and it may. */
async function mayUsePasskey({ reason }: PasswordPrompt): Promise<boolean> {
  if (!offersPasskeys || reason !== 'reauthentication_required') return offersPasskeys
  try {
    const { listPasskeys } = await loadPasskeys()
    return (await listPasskeys(client)).length > 0
  } catch {
    return false
  }
}

/** The step that an error leads to. Undefined for an error of the present step. */
function stepAfter(error: unknown): Step | undefined {
  if (!(error instanceof ProblemError)) return undefined
  const { code, methods } = error
  if (code === 'second_factor_required') {
    return methods.length > 0 ? { ask: 'code', of: 'sign-in', methods } : codeStep
  }
  if (code === 'factor_not_found') return passwordStep
  if (code === 'sign_in_expired') return { ...signInStep, expired: true }
  return code === 'unauthenticated' ? signInStep : undefined
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
