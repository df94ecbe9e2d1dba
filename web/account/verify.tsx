import { useLocation } from 'preact-iso'
import { queueNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { CodeForm } from './code-form.tsx'

/** Takes a code for the present or a new email address. */
export function Verify() {
  const { email, email_verified } = useAccount()
  const { route } = useLocation()
  const canSend = email !== null && !email_verified
  return (
    <GuestPage
      title={t('account.code.title')}
      lead={t('account.code.page_lead')}
      footer={<a href="/auth/account/security">{t('account.back')}</a>}
    >
      <CodeForm
        send={canSend ? client.sendVerificationCode : undefined}
        onVerified={(verified) => {
          queueNotice(t('account.code.verified', { email: verified }))
          route('/auth/account/security', true)
        }}
      />
    </GuestPage>
  )
}
