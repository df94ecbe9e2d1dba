import { offersPasskeys } from '../lib/passkeys.ts'
import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { FormError } from '../ui/form/form-error.tsx'
import { NewPasswordField } from '../ui/form/password-field.tsx'

/** The field of a new password or, if there are no passwords, what takes its place. */
export function FirstCredential() {
  if (instance.passwords) {
    return (
      <NewPasswordField
        name="password"
        label={t('guest.password')}
        missing={t('guest.new_password_missing')}
      />
    )
  }
  return offersPasskeys ? (
    <p class="hint">{t('guest.passkey.lead')}</p>
  ) : (
    <FormError>{t('guest.passkey.unsupported')}</FormError>
  )
}
