import { t } from '../../lib/text.ts'
import { Badge } from '../../ui/data/badge.tsx'
import type { Account } from '../people.ts'

/** Whether the account can sign in, and if so, whether its address is verified. */
export function UserStatus({ account }: { account: Account }) {
  const { disabled_at, email, email_verified } = account
  if (disabled_at !== null) return <Badge tone="bad">{t('admin.status.disabled')}</Badge>
  return email !== null && !email_verified ? (
    <Badge tone="warn">{t('admin.status.unverified')}</Badge>
  ) : (
    <Badge tone="ok">{t('admin.status.active')}</Badge>
  )
}
