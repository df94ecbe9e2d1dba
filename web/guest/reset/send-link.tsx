import { useState } from 'preact/hooks'
import { pageState, updatePageState } from '../../lib/page/page-state.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { Field } from '../../ui/form/field.tsx'
import { Form } from '../../ui/form/form.tsx'
import { FormError } from '../../ui/form/form-error.tsx'
import { Resend } from '../../ui/form/resend.tsx'
import { GuestPage } from '../../ui/layout/guest-page.tsx'
import { enteredEmail } from '../entered-email.ts'
import { GuestLink } from '../guest-link.tsx'

interface Props {
  title: string
  lead: string
  submitLabel: string
}

/** Requests a reset link, then says that it was sent. */
export function SendLink({ title, lead, submitLabel }: Props) {
  const [sentTo, setSentTo] = useState(pageState().sentTo)
  const back = <GuestLink to="/auth/sign-in">{t('guest.forgot.back')}</GuestLink>
  if (!instance.mail) {
    return (
      <GuestPage title={title} footer={back}>
        <FormError>{t('problem.mail_unavailable')}</FormError>
      </GuestPage>
    )
  }
  if (sentTo !== undefined) {
    return (
      <GuestPage
        key="sent"
        title={t('guest.forgot.sent_title')}
        lead={rich('guest.forgot.sent', { email: <strong>{sentTo}</strong> })}
        footer={back}
      >
        <p class="hint other-method">
          {t('guest.forgot.spam')}{' '}
          <Resend
            label={t('guest.forgot.resend')}
            labelIn={(time) => t('guest.forgot.resend_in', { time })}
            send={() => client.requestPasswordReset(sentTo)}
            sent={t('guest.forgot.resent')}
          />
        </p>
      </GuestPage>
    )
  }
  return (
    <GuestPage key="form" title={title} lead={lead} footer={back}>
      <Form
        submitLabel={submitLabel}
        busyLabel={t('guest.forgot.busy')}
        onSubmit={async ({ email = '' }) => {
          await client.requestPasswordReset(email)
          updatePageState({ sentTo: email })
          setSentTo(email)
        }}
      >
        <Field
          name="email"
          label={t('guest.email')}
          missing={t('guest.email_missing')}
          type="email"
          autocomplete="username"
          value={enteredEmail()}
          required
          autofocus
        />
      </Form>
    </GuestPage>
  )
}
