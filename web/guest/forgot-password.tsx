import { t } from '../lib/text.ts'
import { SendLink } from './send-link.tsx'

/** Requests a reset link. */
export function ForgotPassword() {
  return (
    <SendLink
      title={t('guest.forgot.title')}
      lead={t('guest.forgot.lead')}
      submitLabel={t('guest.forgot.submit')}
    />
  )
}
