import { loadPasskeys, offersPasskeys, type PasskeyScript } from '../../lib/passkeys.ts'
import { t } from '../../lib/text.ts'
import { Form } from './form.tsx'

interface Props {
  label: string
  /** Whether there is no other way on the page. */
  isOnly?: boolean
  /** Why it cannot be used; shown from the start. */
  blocked?: string | undefined
  /** Rejects with a ProblemError, which the form then shows. */
  onUse: (passkeys: PasskeyScript) => Promise<unknown>
}

/** A button that uses a passkey, if the service and the browser can. */
export function PasskeyForm({ label, isOnly = false, blocked, onUse }: Props) {
  return offersPasskeys ? (
    <Form
      quiet={!isOnly}
      blocked={blocked}
      submitLabel={label}
      busyLabel={t('ui.second.busy')}
      onSubmit={async () => onUse(await loadPasskeys())}
    />
  ) : null
}
