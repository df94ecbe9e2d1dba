import { useEffect, useState } from 'preact/hooks'
import { errorMessage } from '../lib/error-message.ts'
import { client } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { CodeField } from '../ui/form/code-field.tsx'
import { Form } from '../ui/form/form.tsx'

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
        {t('account.code.spam')} {send && <Resend send={send} />}
      </p>
    </>
  )
}

/** Seconds between two emails. */
const pause = 30

function Resend({ send }: { send: () => Promise<unknown> }) {
  const [left, setLeft] = useState(pause)
  const [result, setResult] = useState('')
  useEffect(() => {
    if (left === 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left])
  async function resend() {
    if (left > 0) return
    setLeft(pause)
    // A toast would be behind the dialog.
    setResult(await send().then(() => t('account.code.resent'), errorMessage))
  }
  const waits = left > 0
  return (
    <>
      <button type="button" class="link" aria-disabled={waits} onClick={resend}>
        {waits
          ? t('account.code.resend_in', { time: t('time.seconds', { count: left }) })
          : t('account.code.resend')}
      </button>{' '}
      <span role="status">{result}</span>
    </>
  )
}
