import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { SignOutLink } from '../sign-out-link.tsx'
import { useEnrollment } from './enrollment.tsx'

interface Props {
  onDone: () => void
}

/** In place of every page, as long as the account must set up a second factor. */
export function RequiredFactor({ onDone }: Props) {
  const { title, lead, body, isConfirmed } = useEnrollment({ onDone })
  const product = instance.product.name
  return (
    <GuestPage key={title} title={title} lead={lead} footer={!isConfirmed && <SignOutLink />}>
      {!isConfirmed && <p class="hint">{t('account.factor.required_lead', { product })}</p>}
      {body}
    </GuestPage>
  )
}
