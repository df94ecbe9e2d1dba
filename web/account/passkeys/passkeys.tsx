import { useEffect, useState } from 'preact/hooks'
import type { Passkey } from '../../../client/client.ts'
import {
  createPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
} from '../../../client/passkeys.ts'
import { deviceLabel } from '../../lib/device.ts'
import { showNotice } from '../../lib/notices.ts'
import { offersPasskeys } from '../../lib/passkeys.ts'
import { client } from '../../lib/session.ts'
import { rich, t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { useQuery } from '../../ui/data/query.tsx'
import { RelativeTime, Time } from '../../ui/data/time.tsx'
import { Field } from '../../ui/form/field.tsx'
import { FormError } from '../../ui/form/form-error.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Card } from '../../ui/layout/card.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { key } from '../../ui/signed-in-icons.ts'
import { FormDialog } from '../form-dialog.tsx'

/** The fragment that opens the dialog for a new passkey. */
export const newPasskeyFragment = '#new-passkey'

/** What an open dialog does to a passkey. */
type Action = { do: 'add' } | { do: 'rename' | 'remove'; passkey: Passkey }

/** The passkeys of the account. */
export function Passkeys() {
  const { data, error, refetch } = useQuery(() => listPasskeys(client))
  const [action, setAction] = useState<Action>({ do: 'add' })
  const [open, setOpen] = useState<Action['do'] | undefined>(() =>
    offersPasskeys && location.hash === newPasskeyFragment ? 'add' : undefined,
  )
  const close = () => setOpen(undefined)
  function start(next: Action) {
    setAction(next)
    setOpen(next.do)
  }
  useEffect(() => {
    // A reload must not open the dialog again.
    if (location.hash === newPasskeyFragment) {
      history.replaceState(history.state, '', location.pathname + location.search)
    }
  }, [])
  const changed = 'passkey' in action ? action.passkey : undefined
  return (
    <Card
      id="passkeys"
      title={t('account.passkeys')}
      lead={t('account.passkeys.lead')}
      action={
        offersPasskeys && (
          <Button small onClick={() => start({ do: 'add' })}>
            {t('account.passkeys.add')}
          </Button>
        )
      }
      flush
    >
      {error && <FormError>{error}</FormError>}
      {data && data.length > 0 ? (
        <ul class="rows">
          {data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onAction={start} />
          ))}
        </ul>
      ) : (
        <NoPasskeys isLoaded={data !== undefined} />
      )}
      <FormDialog
        title={t('account.passkeys.add')}
        lead={t('account.passkeys.add_lead')}
        open={open === 'add'}
        onClose={close}
        submitLabel={t('ui.continue')}
        busyLabel={t('account.passkeys.adding')}
        onSubmit={async ({ label = '' }) => {
          await createPasskey(client, { label: label.trim() })
          showNotice(t('account.passkeys.added'))
          await refetch()
        }}
      >
        <LabelField value={deviceLabel(navigator.userAgent)} />
      </FormDialog>
      <FormDialog
        title={t('account.passkeys.rename_title')}
        open={open === 'rename'}
        onClose={close}
        onSubmit={async ({ label = '' }) => {
          await renamePasskey(client, changed?.id ?? '', label.trim())
          showNotice(t('account.passkeys.renamed'))
          await refetch()
        }}
      >
        <LabelField value={changed?.label ?? ''} />
      </FormDialog>
      <ConfirmDialog
        title={t('account.passkeys.remove_question')}
        consequence={
          changed &&
          rich('account.passkeys.remove_consequence', {
            name: <strong dir="auto">{nameOf(changed)}</strong>,
          })
        }
        open={open === 'remove'}
        onClose={close}
        confirmLabel={t('account.passkeys.remove')}
        busyLabel={t('account.passkeys.removing')}
        onConfirm={async () => {
          await removePasskey(client, changed?.id ?? '')
          close()
          showNotice(t('account.passkeys.removed'))
          await refetch()
        }}
      />
    </Card>
  )
}

interface RowProps {
  passkey: Passkey
  onAction: (action: Action) => void
}

function PasskeyRow({ passkey, onAction }: RowProps) {
  const { synced, created_at, last_used_at } = passkey
  const name = nameOf(passkey)
  return (
    <li class="row">
      <div class="device">
        <Icon path={key} />
        <div>
          <strong dir="auto">{name}</strong>{' '}
          {synced && <Badge>{t('account.passkeys.synced')}</Badge>}
          <p class="sub small">
            {rich('account.passkeys.added_on', { date: <Time at={created_at} dateOnly /> })} ·{' '}
            {last_used_at
              ? rich('account.passkeys.last_used', { time: <RelativeTime at={last_used_at} /> })
              : t('account.passkeys.never_used')}
          </p>
        </div>
      </div>
      <div class="bar">
        <Button
          small
          label={t('account.passkeys.rename_label', { name })}
          onClick={() => onAction({ do: 'rename', passkey })}
        >
          {t('account.passkeys.rename')}
        </Button>
        <Button
          small
          tone="danger"
          label={t('account.passkeys.remove_label', { name })}
          onClick={() => onAction({ do: 'remove', passkey })}
        >
          {t('account.passkeys.remove')}
        </Button>
      </div>
    </li>
  )
}

/** In place of the list. As high before the response arrives, so that nothing moves. */
function NoPasskeys({ isLoaded }: { isLoaded: boolean }) {
  const lead = offersPasskeys ? 'account.passkeys.empty_lead' : 'account.passkeys.unsupported'
  return (
    <div class="rows">
      <div class="row">
        <div class="device">
          <Icon path={key} />
          <div>
            <strong>{isLoaded ? t('account.passkeys.empty') : '\u00a0'}</strong>
            <p class="sub small">{isLoaded ? t(lead) : '\u00a0'}</p>
          </div>
        </div>
      </div>
    </div>
  )
}

function LabelField({ value }: { value: string }) {
  return (
    <Field
      name="label"
      label={t('account.passkeys.name')}
      hint={t('account.passkeys.name_hint')}
      autocomplete="off"
      maxlength={100}
      value={value}
      autofocus
    />
  )
}

function nameOf({ label }: Passkey): string {
  return label || t('account.passkeys.unnamed')
}
