import { useState } from 'preact/hooks'
import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { useQuery } from '../../ui/data/query.tsx'
import { Time } from '../../ui/data/time.tsx'
import { FormError } from '../../ui/form/form-error.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { CancelButton, Dialog } from '../../ui/overlay/dialog.tsx'
import { useEnrollment } from './enrollment.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** With so few recovery codes left, it is time for new ones. */
const few = 3

/** Two-step verification: the authenticator app and the recovery codes of the account. */
export function SecondFactor() {
  const { data, error, refetch } = useQuery(() => client.secondFactors())
  const [dialog, setDialog] = useState<'set-up' | 'remove' | 'codes'>()
  const close = () => setDialog(undefined)
  const app = data?.totp[0]
  // The session says which rows there will be: nothing moves when the response arrives.
  const isOn = data ? app !== undefined : client.current?.acr === 'aal2'
  async function remove(id: string) {
    await client.removeTotp(id)
    close()
    showNotice(t('account.factor.removed'))
    await refetch()
  }
  return (
    <Card title={t('account.factor')} flush>
      <Row
        label={t('account.factor.app')}
        action={
          data && (
            <>
              <Button
                small
                tone={isOn ? 'secondary' : 'primary'}
                label={isOn ? undefined : t('account.factor.set_up_label')}
                onClick={() => setDialog('set-up')}
              >
                {isOn ? t('account.factor.replace') : t('account.factor.set_up')}
              </Button>
              {isOn && !data.required && (
                <Button
                  small
                  tone="danger"
                  label={t('account.factor.remove_label')}
                  onClick={() => setDialog('remove')}
                >
                  {t('account.factor.remove')}
                </Button>
              )}
            </>
          )
        }
      >
        {app?.label ? <bdi>{app.label}</bdi> : !data && '\u00a0'}{' '}
        {data && (
          <Badge tone={isOn ? 'ok' : undefined}>
            {isOn ? t('account.factor.on') : t('account.factor.off')}
          </Badge>
        )}
        <p class="sub small">
          {app
            ? rich('account.factor.added', { date: <Time at={app.created_at} dateOnly /> })
            : data
              ? t('account.factor.off_lead')
              : '\u00a0'}
          {app && data?.required && ` ${t('account.factor.required')}`}
        </p>
        {error && <FormError>{error}</FormError>}
      </Row>
      {isOn && (
        <Row
          label={t('account.recovery')}
          action={
            data && (
              <Button small onClick={() => setDialog('codes')}>
                {t('account.recovery.create')}
              </Button>
            )
          }
        >
          {data ? (
            <Badge tone={data.recovery_codes_left <= few ? 'warn' : undefined}>
              {t('account.recovery.left', { count: data.recovery_codes_left })}
            </Badge>
          ) : (
            '\u00a0'
          )}
          <p class="sub small">{t('account.recovery.lead')}</p>
        </Row>
      )}
      <EnrollmentDialog open={dialog === 'set-up'} onClose={close} onChange={refetch} />
      <ConfirmDialog
        title={t('account.factor.remove_question')}
        consequence={t('account.factor.remove_consequence')}
        open={dialog === 'remove'}
        onClose={close}
        confirmLabel={t('account.factor.remove')}
        busyLabel={t('account.factor.removing')}
        onConfirm={async () => app && (await remove(app.id))}
      />
      <NewCodesDialog open={dialog === 'codes'} onClose={close} onChange={refetch} />
    </Card>
  )
}

interface DialogProps {
  open: boolean
  onClose: () => void
  onChange: () => Promise<void>
}

function EnrollmentDialog({ open, onClose, onChange }: DialogProps) {
  const { title, lead, body, isConfirmed, restart } = useEnrollment({
    onDone: close,
    cancel: <CancelButton onClick={onClose} />,
  })
  function close() {
    if (isConfirmed) {
      showNotice(t('account.factor.turned_on'))
      onChange()
    }
    restart()
    onClose()
  }
  return (
    <Dialog title={title} lead={lead} open={open} onClose={close}>
      {body}
    </Dialog>
  )
}

/** Replaces the recovery codes, after a question. */
function NewCodesDialog({ open, onClose, onChange }: DialogProps) {
  const [codes, setCodes] = useState<string[]>()
  async function create() {
    setCodes(await client.createRecoveryCodes())
    onClose()
    await onChange()
  }
  const close = () => setCodes(undefined)
  return (
    <>
      <ConfirmDialog
        title={t('account.recovery.question')}
        consequence={t('account.recovery.consequence')}
        open={open}
        onClose={onClose}
        confirmLabel={t('account.recovery.create')}
        busyLabel={t('account.recovery.creating')}
        isHarmless
        onConfirm={create}
      />
      <Dialog
        title={t('account.recovery.save')}
        lead={t('account.recovery.save_lead')}
        open={codes !== undefined}
        onClose={close}
      >
        <RecoveryCodes codes={codes ?? []} onSaved={close} />
      </Dialog>
    </>
  )
}
