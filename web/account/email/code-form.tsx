import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { CodeField } from '../../ui/form/code-field.tsx'
import { Form } from '../../ui/form/form.tsx'
import { Resend } from '../../ui/form/resend.tsx'

interface Props {
  /** Sends another code. Absent if that requires the password again. */
  send?: (() => Promise<unknown>) | undefined
  onVerified: (email: string) => void
}

/** Takes the code from an email, and sends another one. */
export function CodeForm({ send, onVerified }: Props) {
  return (
    <>
      <Form
        submitLabel={t('account.email.verify')}
        busyLabel={t('account.code.verifying')}
        onSubmit={async ({ code = '' }) => {
          const { email } = await client.verifyEmail(code)
          onVerified(email ?? '')
        }}
      >
        <CodeField label={t('account.code.label')} missing={t('account.code.missing')} autofocus />
      </Form>
      <p class="hint">
        {t('account.code.spam')}{' '}
        {send && (
          <Resend
            label={t('account.code.resend')}
            labelIn={(time) => t('account.code.resend_in', { time })}
            send={send}
            sent={t('account.code.resent')}
          />
        )}
      </p>
    </>
  )
}
