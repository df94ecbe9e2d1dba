import { InputError } from '../../lib/input-error.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Form } from '../../ui/form/form.tsx'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { SignOutLink } from '../sign-out-link.tsx'
import { PasswordFields } from './password-fields.tsx'

/** In place of every page, as long as the account has a one-time password. */
export function RequiredPassword() {
  return (
    <GuestPage
      title={t('account.required.title')}
      lead={t('account.required.lead')}
      footer={<SignOutLink />}
    >
      <Form
        submitLabel={t('account.required.save')}
        busyLabel={t('account.saving')}
        onSubmit={async ({ current_password = '', new_password = '' }) => {
          if (new_password === current_password) {
            throw new InputError('new_password', t('account.required.same'))
          }
          await client.changePassword({ current_password, new_password })
        }}
      >
        <PasswordFields
          current={t('account.required.current')}
          missing={t('account.required.missing')}
        />
      </Form>
    </GuestPage>
  )
}
