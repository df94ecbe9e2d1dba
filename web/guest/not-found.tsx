import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { GuestPage } from '../ui/layout/guest-page.tsx'

export function NotFound() {
  const { name, app } = instance.product
  return (
    <GuestPage title={t('guest.not_found.title')} lead={t('guest.not_found.lead')}>
      <a class="button wide" href={app ?? '/auth/'} target="_top">
        {t('guest.not_found.home', { product: name })}
      </a>
    </GuestPage>
  )
}
