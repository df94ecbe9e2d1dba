import { loadPasskeys, offersPasskeys, type PasskeyScript } from '../../lib/passkeys.ts'
import { t } from '../../lib/text.ts'
import { Form } from './form.tsx'

interface Props {
  label: string
  /** Rejects with a ProblemError, which the form then shows. */
  onUse: (passkeys: PasskeyScript) => Promise<unknown>
}

/** A button that uses a passkey, if the service and the browser can. */
export function PasskeyForm({ label, onUse }: Props) {
  return offersPasskeys ? (
    <Form
      quiet
      submitLabel={label}
      busyLabel={t('ui.second.busy')}
      onSubmit={async () => onUse(await loadPasskeys())}
    />
  ) : null
}
