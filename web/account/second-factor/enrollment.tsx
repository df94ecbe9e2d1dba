import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { type NewTotp, ProblemError } from '../../../client/client.ts'
import { InputError } from '../../lib/input-error.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CodeField } from '../../ui/form/code-field.tsx'
import { Field } from '../../ui/form/field.tsx'
import { Form } from '../../ui/form/form.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

interface Options {
  /** Called when the app is set up and the person has saved the recovery codes. */
  onDone: () => void
  /** A button that gives up. */
  cancel?: ComponentChildren
}

interface Enrollment {
  title: string
  lead: string
  /** The content of a dialog or a page. */
  body: ComponentChildren
  /** Whether the authenticator app is set up, so that only the recovery codes are left to save. */
  isConfirmed: boolean
  restart: () => void
}

/** Sets up an authenticator app: its name, the QR code with the first code, the recovery codes. */
export function useEnrollment({ onDone, cancel }: Options): Enrollment {
  const [totp, setTotp] = useState<NewTotp>()
  const [codes, setCodes] = useState<string[]>()
  const isConfirmed = codes !== undefined
  function restart() {
    setTotp(undefined)
    setCodes(undefined)
  }
  if (codes) {
    return {
      title: t('account.recovery.save'),
      lead: t('account.recovery.save_lead'),
      body: <RecoveryCodes codes={codes} onSaved={onDone} />,
      ...{ isConfirmed, restart },
    }
  }
  if (totp) {
    return {
      title: t('account.factor.scan'),
      lead: t('account.factor.scan_lead'),
      body: <FirstCode totp={totp} onConfirmed={setCodes} cancel={cancel} />,
      ...{ isConfirmed, restart },
    }
  }
  return {
    title: t('account.factor.set_up_label'),
    lead: t('account.factor.set_up_lead'),
    body: (
      <Form
        submitLabel={t('ui.continue')}
        busyLabel={t('ui.loading')}
        submitLast
        secondary={cancel}
        onSubmit={async ({ label = '' }) => setTotp(await client.createTotp(label.trim()))}
      >
        <Field
          name="label"
          label={t('account.factor.name')}
          hint={t('account.factor.name_hint')}
          autocomplete="off"
          maxlength={100}
          autofocus
        />
      </Form>
    ),
    ...{ isConfirmed, restart },
  }
}

interface FirstCodeProps extends Pick<Options, 'cancel'> {
  totp: NewTotp
  onConfirmed: (recoveryCodes: string[]) => void
}

function FirstCode({ totp, onConfirmed, cancel }: FirstCodeProps) {
  const container = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a phone, the keyboard would cover the QR code and the key.
    if (!matchMedia('(pointer: fine)').matches) return
    container.current?.querySelector<HTMLInputElement>('input[name="code"]')?.focus()
  }, [])
  return (
    <div class="stack" ref={container}>
      <QrCode value={totp.uri} label={t('account.factor.qr')} />
      <p class="touch-only">
        <a href={totp.uri}>{t('account.factor.open_app')}</a>
      </p>
      <Secret value={totp.secret} />
      <Form
        submitLabel={t('account.factor.turn_on')}
        busyLabel={t('ui.second.busy')}
        submitLast
        secondary={cancel}
        onSubmit={async ({ code = '' }) => {
          const recoveryCodes = await client.confirmTotp(totp.id, code).catch((error: unknown) => {
            // There are no recovery codes yet, which the general message suggests.
            throw isWrongCode(error)
              ? new InputError('code', t('account.factor.wrong_code'))
              : error
          })
          onConfirmed(recoveryCodes)
        }}
      >
        <CodeField label={t('ui.second.code')} missing={t('ui.second.code_missing')} />
      </Form>
    </div>
  )
}

function isWrongCode(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'invalid_second_factor'
}

/** The secret in groups of four, for people who type it. */
function Secret({ value }: { value: string }) {
  const id = useId()
  const code = useRef<HTMLElement>(null)
  return (
    <fieldset class="secret" aria-labelledby={id}>
      <p class="hint" id={id}>
        {t('account.factor.key')}
      </p>
      <div class="bar copy">
        <code ref={code} translate={false}>
          {value.replace(/.{4}(?=.)/g, '$& ')}
        </code>
        <CopyButton
          small
          text={value}
          select={() => code.current && getSelection()?.selectAllChildren(code.current)}
        />
      </div>
    </fieldset>
  )
}
