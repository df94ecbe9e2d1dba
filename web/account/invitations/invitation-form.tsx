import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Field } from '../../ui/form/field.tsx'
import { Form } from '../../ui/form/form.tsx'
import { CancelButton } from '../../ui/overlay/dialog.tsx'

/** Whether the service can send invitations, and they are good for something. */
export function canSendInvitations(): boolean {
  return instance.mail && instance.registration !== 'closed'
}

interface Props {
  onCancel: () => void
  onSent: () => unknown
}

/** Invites someone by email. */
export function InvitationForm({ onCancel, onSent }: Props) {
  async function send(email: string) {
    await client.sendInvitation(email)
    showNotice(t('account.invite.sent', { email }))
    await onSent()
  }
  return (
    <Form
      submitLabel={t('account.invite.send')}
      busyLabel={t('account.invite.sending')}
      submitLast
      secondary={<CancelButton onClick={onCancel} />}
      onSubmit={({ email = '' }) => send(email.trim())}
    >
      <Field
        name="email"
        label={t('account.invite.email')}
        missing={t('account.invite.email_missing')}
        type="email"
        autocomplete="off"
        required
        autofocus
      />
    </Form>
  )
}
