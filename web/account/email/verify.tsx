import { useLocation } from 'preact-iso'
import { guestUrl } from '../../guest/guest-link.tsx'
import { queueNotice } from '../../lib/notices.ts'
import { client, useAccount } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { CodeForm } from './code-form.tsx'

/** Takes a code for the present or a new email address. With `step=sign-up`, the second step of a sign-up. */
export function Verify() {
  const { email, email_verified } = useAccount()
  const { query, route } = useLocation()
  const isSignUp = query.step === 'sign-up'
  const canSend = email !== null && !email_verified
  // The Worker leads everyone who is signed in from the sign-in page to `next`, the product or the account.
  const onward = guestUrl('/auth/sign-in')
  return (
    <GuestPage
      title={t('account.code.title')}
      lead={
        isSignUp
          ? rich('account.code.sent', { email: <strong>{email}</strong> })
          : t('account.code.page_lead')
      }
      footer={
        isSignUp ? (
          <a href={onward} target="_top">
            {t('account.code.skip')}
          </a>
        ) : (
          <a href="/auth/account/security">{t('account.back')}</a>
        )
      }
    >
      <CodeForm
        send={canSend ? client.sendVerificationCode : undefined}
        onVerified={(verified) => {
          if (isSignUp) return location.replace(onward)
          queueNotice(t('account.code.verified', { email: verified }))
          route('/auth/account/security', true)
        }}
      />
    </GuestPage>
  )
}
