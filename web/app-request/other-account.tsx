import { signInAsAnother } from '../lib/session.ts'
import { t } from '../lib/text.ts'

/** A link that signs out and returns to this page with another account. */
export function OtherAccount() {
  return (
    <a
      href="/auth/sign-in"
      target="_top"
      onClick={(event) => {
        event.preventDefault()
        signInAsAnother()
      }}
    >
      {t('ui.other_account')}
    </a>
  )
}

/** The same, below a page that names the account. */
export function NotYou({ name }: { name: string }) {
  return (
    <>
      {t('consent.not_you', { name })} <OtherAccount />
    </>
  )
}
