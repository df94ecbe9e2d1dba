import { useState } from 'preact/hooks'
import { client, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Button } from '../../ui/button.tsx'
import { useQuery } from '../../ui/data/query.tsx'
import { Time } from '../../ui/data/time.tsx'
import { Select } from '../../ui/form/field.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { type Account, nameOf } from '../people.ts'
import { ActionDialog, type Question } from '../users/action-dialog.tsx'
import { act } from '../users/actions.ts'
import { roleOptions } from '../users/list-state.ts'
import { FormDialog } from './form-dialog.tsx'
import { PasswordReset } from './password-reset.tsx'
import { SecondFactorRow } from './second-factor.tsx'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

/** The role, the status and the password of an account. */
export function Access({ account, onChange }: Props) {
  const own = useAccount()
  const [dialog, setDialog] = useState<'role' | 'password' | Question>()
  const close = () => setDialog(undefined)
  const isLastAdmin = useIsLastAdmin(account)
  const isOwn = own.id === account.id
  const isDisabled = account.disabled_at !== null
  const canBeMailed = instance.mail && account.email !== null && !isDisabled
  const question = dialog === 'role' || dialog === 'password' ? undefined : dialog
  const name = nameOf(account)
  const roles = roleOptions()
  async function setRole(role: 'admin' | 'user') {
    const param = { account_id: account.id }
    await client.read(client.api.accounts[':account_id'].$patch({ param, json: { role } }))
    // The administrator's own role decides which pages are available.
    if (isOwn) await client.session()
    await onChange()
  }
  return (
    <Card title={t('admin.access')} flush>
      <Row
        label={t('admin.role')}
        action={
          !isLastAdmin && (
            <Button small label={t('admin.role.change')} onClick={() => setDialog('role')}>
              {t('admin.change')}
            </Button>
          )
        }
      >
        {roles[account.role]}
        <p class="sub small">
          {isLastAdmin
            ? t('admin.role.last')
            : account.role === 'admin'
              ? t('admin.role.admin_lead')
              : t('admin.role.user_lead')}
        </p>
      </Row>
      <Row
        label={t('admin.status')}
        action={
          isOwn || isLastAdmin ? undefined : isDisabled ? (
            <ActionButton
              small
              action={async () => {
                await act('enable', [account])
                await onChange()
              }}
            >
              {t('admin.do.enable')}
            </ActionButton>
          ) : (
            <Button small onClick={() => setDialog('disable')}>
              {t('admin.do.disable')}
            </Button>
          )
        }
      >
        {account.disabled_at === null ? (
          t('admin.status.active')
        ) : (
          <>
            {t('admin.status.disabled')} · <Time at={account.disabled_at} />
          </>
        )}
        <p class="sub small">
          {isOwn
            ? t('admin.status.own')
            : isLastAdmin
              ? t('admin.role.last')
              : isDisabled
                ? t('admin.status.disabled_lead')
                : t('admin.status.active_lead')}
        </p>
      </Row>
      <Row
        label={t(instance.passwords ? 'admin.password' : 'admin.passkeys')}
        action={
          isOwn ? (
            <Button small href="/auth/account/security">
              {t('admin.row.own')}
            </Button>
          ) : (
            <>
              {canBeMailed && (
                <Button small onClick={() => setDialog('send_reset_link')}>
                  {t('admin.do.send_reset_link')}
                </Button>
              )}
              {instance.passwords && (
                <Button small onClick={() => setDialog('password')}>
                  {t('admin.password.reset')}
                </Button>
              )}
            </>
          )
        }
      >
        <span class="sub">
          {instance.passwords
            ? isOwn
              ? t('admin.password.own')
              : account.password_change_required
                ? t('admin.password.change_required_lead')
                : t(canBeMailed ? 'admin.password.lead_mail' : 'admin.password.lead')
            : isOwn
              ? t('admin.passkeys.own')
              : t(canBeMailed ? 'admin.passkeys.lead' : 'admin.passkeys.no_mail')}
        </span>
      </Row>
      <SecondFactorRow account={account} isOwn={isOwn} onChange={onChange} />
      <FormDialog
        title={t('admin.role.change')}
        lead={t('admin.role.change_lead', { name })}
        open={dialog === 'role'}
        onClose={close}
        notice={t('admin.role.saved', { name })}
        onSubmit={({ role }) => setRole(role === 'admin' ? 'admin' : 'user')}
      >
        <Select name="role" label={t('admin.role')} value={account.role} options={roles} />
      </FormDialog>
      <ActionDialog
        question={question && { action: question, accounts: [account] }}
        onClose={close}
        onDone={onChange}
      />
      <PasswordReset
        account={account}
        open={dialog === 'password'}
        onClose={close}
        onChange={onChange}
      />
    </Card>
  )
}

/** Whether no other administrator could undo a change of this account. */
function useIsLastAdmin(account: Account): boolean {
  const isActiveAdmin = account.role === 'admin' && account.disabled_at === null
  const admins = useQuery(
    async () =>
      isActiveAdmin
        ? await client.read(
            client.api.accounts.$get({ query: { role: 'admin', state: 'active', limit: '1' } }),
          )
        : undefined,
    String(isActiveAdmin),
  )
  return isActiveAdmin && admins.data?.total === 1
}
