import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { FactorMethod, SecondStep } from '../../../client/client.ts'
import type { PasskeyScript } from '../../lib/passkeys.ts'
import { t } from '../../lib/text.ts'
import { CodeField } from './code-field.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { PasskeyForm } from './passkey-form.tsx'

/** What a person can type. */
export type TypedMethod = Extract<FactorMethod, 'totp' | 'recovery_code'>

interface Props {
  /** What the form asks for. */
  method: TypedMethod
  /** What the person may choose. */
  methods: readonly FactorMethod[]
  onMethod: (method: TypedMethod) => void
  /** Rejects with a ProblemError, which the form then shows. */
  onSubmit: (answer: SecondStep) => Promise<unknown>
  /** Answers with a passkey, if it is among the methods. */
  onPasskey: (passkeys: PasskeyScript) => Promise<unknown>
  /** A second button. In a dialog, before the submit button. */
  cancel?: ComponentChildren
}

/** Asks for the code of the authenticator app, which submits itself, or for a recovery code or a passkey. */
export function SecondFactorForm(props: Props) {
  const { method, methods, onMethod, onSubmit, onPasskey, cancel } = props
  const container = useRef<HTMLDivElement>(null)
  // Browsers use `autofocus` only when a document or a dialog opens.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each method has its own input
  useEffect(() => container.current?.querySelector('input')?.focus(), [method])
  const other = method === 'totp' ? 'recovery_code' : 'totp'
  return (
    <div class="stack" ref={container}>
      <Form
        key={method}
        submitLabel={t('ui.second.submit')}
        busyLabel={t('ui.second.busy')}
        submitLast={cancel !== undefined}
        secondary={cancel}
        onSubmit={({ code = '', recovery_code = '' }) =>
          // Codes are often pasted with spaces.
          onSubmit(
            method === 'totp' ? { code } : { recovery_code: recovery_code.replace(/\s/g, '') },
          )
        }
      >
        {method === 'totp' ? (
          <CodeField label={t('ui.second.code')} missing={t('ui.second.code_missing')} autofocus />
        ) : (
          <Field
            name="recovery_code"
            label={t('ui.second.recovery')}
            missing={t('ui.second.recovery_missing')}
            placeholder="XXXX-XXXX-XXXX-XXXX"
            autocomplete="off"
            required
            autofocus
          />
        )}
      </Form>
      {methods.includes('passkey') && <PasskeyForm label={t('ui.use_passkey')} onUse={onPasskey} />}
      {methods.includes(other) && (
        <p class="other-method">
          <button type="button" class="link" onClick={() => onMethod(other)}>
            {other === 'totp' ? t('ui.second.use_app') : t('ui.second.use_recovery')}
          </button>
        </p>
      )}
    </div>
  )
}
