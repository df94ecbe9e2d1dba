import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { SendLink } from './send-link.tsx'

/** Requests a reset link. */
export function ForgotPassword() {
  const way = instance.passwords ? 'forgot' : 'recover'
  return (
    <SendLink
      title={t(`guest.${way}.title`)}
      lead={t(`guest.${way}.lead`)}
      submitLabel={t(`guest.${way}.submit`)}
    />
  )
}
