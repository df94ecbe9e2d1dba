import { useEffect, useState } from 'preact/hooks'
import { errorMessage } from '../../lib/error-message.ts'
import { t } from '../../lib/text.ts'

interface Props {
  label: string
  /** The label while it is too early, with the time to wait. */
  labelIn: (time: string) => string
  send: () => Promise<unknown>
  sent: string
}

/** Seconds between two emails. */
const pause = 30

/** Sends an email again, once the last one had time to arrive. */
export function Resend({ label, labelIn, send, sent }: Props) {
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
    // A toast would be behind a dialog.
    setResult(await send().then(() => sent, errorMessage))
  }
  const waits = left > 0
  return (
    <>
      <button type="button" class="link" aria-disabled={waits} onClick={resend}>
        {waits ? labelIn(t('time.seconds', { count: left })) : label}
      </button>{' '}
      <span role="status">{result}</span>
    </>
  )
}
