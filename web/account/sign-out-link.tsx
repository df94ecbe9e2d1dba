import { errorMessage } from '../lib/error-message.ts'
import { showError } from '../lib/notices.ts'
import { signOut } from '../lib/session.ts'
import { t } from '../lib/text.ts'

/** For a step that an account must take before it can go on. */
export function SignOutLink() {
  return (
    <button
      type="button"
      class="link"
      onClick={() => signOut().catch((error) => showError(errorMessage(error)))}
    >
      {t('ui.sign_out')}
    </button>
  )
}
