import { useAccount } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { HiddenUsername } from '../../ui/form/field.tsx'
import { NewPasswordField, PasswordField } from '../../ui/form/password-field.tsx'

interface Props {
  /** What the current password is called, and the message if it is missing. */
  current?: string
  missing?: string
}

/** The fields `current_password` and `new_password`, with the name that a password manager saves with them. */
export function PasswordFields({
  current = t('account.password.current'),
  missing = t('account.password.missing'),
}: Props) {
  const { username, email } = useAccount()
  return (
    <>
      <HiddenUsername value={username ?? email} />
      <PasswordField
        name="current_password"
        label={current}
        missing={missing}
        autocomplete="current-password"
        autofocus
      />
      <NewPasswordField
        name="new_password"
        label={t('account.password.new')}
        missing={t('account.password.missing_new')}
      />
    </>
  )
}
