import { useState } from 'preact/hooks'
import { cookieProblem } from '../lib/cookies.ts'
import { loadPasskeys } from '../lib/passkeys.ts'
import { client } from '../lib/session.ts'
import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { Field } from '../ui/form/field.tsx'
import { Form } from '../ui/form/form.tsx'
import { GuestPage } from '../ui/layout/guest-page.tsx'
import { FirstCredential } from './first-credential.tsx'

/** Creates the first administrator. */
export function Setup() {
  const [blocked] = useState(cookieProblem)
  const product = instance.product.name
  return (
    <GuestPage
      title={t('guest.setup.title', { product })}
      lead={t('guest.setup.lead', { product })}
    >
      <Form
        submitLabel={t('guest.setup.submit')}
        busyLabel={t('guest.sign_up.busy')}
        blocked={blocked}
        onSubmit={async ({
          email = '',
          password = '',
          first_name = '',
          last_name = '',
          setup_token: setupToken,
        }) => {
          const names = { email, first_name, last_name }
          if (instance.passwords) return client.setUp({ ...names, password }, setupToken)
          const { setUpWithPasskey } = await loadPasskeys()
          return setUpWithPasskey(client, names, { setupToken })
        }}
      >
        {instance.setup_token_required && (
          <Field
            name="setup_token"
            label={t('guest.setup.token')}
            hint={t('guest.setup.token_hint')}
            missing={t('guest.setup.token_missing')}
            autocomplete="off"
            required
            autofocus
          />
        )}
        <div class="pair">
          <Field
            name="first_name"
            label={t('guest.first_name')}
            missing={t('guest.first_name_missing')}
            autocomplete="given-name"
            required
            autofocus={!instance.setup_token_required}
          />
          <Field
            name="last_name"
            label={t('guest.last_name')}
            missing={t('guest.last_name_missing')}
            autocomplete="family-name"
            required
          />
        </div>
        <Field
          name="email"
          label={t('guest.email')}
          missing={t('guest.email_missing')}
          type="email"
          autocomplete="username"
          required
        />
        <FirstCredential />
      </Form>
    </GuestPage>
  )
}
