import { useState } from 'preact/hooks'
import { showNotice } from '../../lib/notices.ts'
import { client, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { rich, t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Field, HiddenUsername } from '../../ui/form/field.tsx'
import { PasswordField } from '../../ui/form/password-field.tsx'
import { Row } from '../../ui/layout/card.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { CodeForm } from './code-form.tsx'

/** The address that has a code, and how to send another one. */
interface Sent {
  to: string
  send: () => Promise<unknown>
}

/** The email address. Its dialogs verify the address and change it. */
export function EmailRow() {
  const { username, email, email_verified } = useAccount()
  const [changing, setChanging] = useState(false)
  const [verifying, setVerifying] = useState(false)
  const [sent, setSent] = useState<Sent>()
  async function sendCode(send: () => Promise<{ sent_to: string }>) {
    const { sent_to } = await send()
    setSent({ to: sent_to, send })
    setVerifying(true)
  }
  const changeTitle = email ? t('account.email.change') : t('account.email.add')
  return (
    <>
      <Row
        label={t('account.email')}
        action={
          instance.mail && (
            <>
              {sent && (
                <Button small tone="primary" onClick={() => setVerifying(true)}>
                  {t('account.code.enter')}
                </Button>
              )}
              {email && !email_verified && !sent && (
                <ActionButton
                  small
                  tone="primary"
                  label={t('account.email.verify_label')}
                  action={() => sendCode(client.sendVerificationCode)}
                >
                  {t('account.email.verify')}
                </ActionButton>
              )}
              <Button small label={changeTitle} onClick={() => setChanging(true)}>
                {email ? t('account.change') : t('account.add')}
              </Button>
            </>
          )
        }
      >
        {email ?? <span class="sub">{t('account.none')}</span>}{' '}
        {email && (
          <Badge tone={email_verified ? 'ok' : 'warn'}>
            {email_verified ? t('account.email.verified') : t('account.email.unverified')}
          </Badge>
        )}
        {sent && sent.to !== email && (
          <p class="hint">{rich('account.email.pending', { email: <b>{sent.to}</b> })}</p>
        )}
        {!instance.mail && <p class="hint">{t('account.email.no_mail')}</p>}
      </Row>
      <FormDialog
        title={changeTitle}
        lead={t('account.email.change_lead')}
        open={changing}
        onClose={() => setChanging(false)}
        submitLabel={t('account.email.send_code')}
        busyLabel={t('account.email.sending')}
        onSubmit={({ email = '', password }) =>
          sendCode(() => client.changeEmail({ email, password }))
        }
      >
        <Field
          name="email"
          label={t('account.email.new')}
          missing={t('account.email.missing')}
          type="email"
          autocomplete="email"
          required
          autofocus
        />
        {instance.passwords && (
          <>
            <HiddenUsername value={username ?? email} />
            <PasswordField
              name="password"
              label={t('account.password.current')}
              missing={t('account.password.missing')}
              autocomplete="current-password"
            />
          </>
        )}
      </FormDialog>
      <Dialog
        title={t('account.code.title')}
        lead={sent && rich('account.code.sent', { email: <strong>{sent.to}</strong> })}
        open={verifying}
        onClose={() => setVerifying(false)}
      >
        {sent && (
          <CodeForm
            send={sent.send}
            onVerified={(email) => {
              setSent(undefined)
              setVerifying(false)
              showNotice(t('account.code.verified', { email }))
            }}
          />
        )}
      </Dialog>
    </>
  )
}
