import { useState } from 'preact/hooks'
import { showNotice } from '../../lib/notices.ts'
import { client, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { RelativeTime, Time } from '../../ui/data/time.tsx'
import { Field } from '../../ui/form/field.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { type Account, nameOf, userUrl } from '../people.ts'
import { FormDialog } from './form-dialog.tsx'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

type Editable = 'name' | 'username' | 'email'

/** The names and the email address of an account, each with what an administrator can do about it. */
export function Profile({ account, onChange }: Props) {
  const own = useAccount()
  const [editing, setEditing] = useState<Editable>()
  const close = () => setEditing(undefined)
  const param = { account_id: account.id }
  const update = async (json: {
    first_name?: string | undefined
    last_name?: string | undefined
    username?: string | undefined
    email?: string | undefined
    email_verified?: true
  }) => {
    await client.read(client.api.accounts[':account_id'].$patch({ param, json }))
    // The account menu shows the administrator's own name.
    if (account.id === own.id) await client.session()
    await onChange()
  }
  async function markVerified() {
    await update({ email_verified: true })
    showNotice(t('admin.email.marked', { name }))
  }
  async function resendCode() {
    const { code } = client.api.accounts[':account_id'].email
    const { sent_to } = await client.read(code.$post({ param }))
    showNotice(t('admin.email.resent', { email: sent_to }))
    await onChange()
  }
  const edit = (what: Editable, label: string) => (
    <Button small label={label} onClick={() => setEditing(what)}>
      {t('admin.edit')}
    </Button>
  )
  const name = nameOf(account)
  const isUnverified = account.email !== null && !account.email_verified
  const fullName = [account.first_name, account.last_name].filter(Boolean).join(' ')
  return (
    <Card title={t('admin.profile')} flush>
      <Row label={t('admin.name')} action={edit('name', t('admin.name.edit'))}>
        {fullName || <NotSet />}
      </Row>
      <Row label={t('admin.username')} action={edit('username', t('admin.username.edit'))}>
        {account.username ?? <NotSet />}
      </Row>
      <Row
        label={t('admin.email')}
        action={
          // Administrators change their own address with a code, as everyone does.
          account.id === own.id ? (
            <Button small href="/auth/account/security">
              {t('admin.row.own')}
            </Button>
          ) : (
            <>
              {isUnverified && instance.mail && (
                <ActionButton small action={resendCode}>
                  {t('admin.email.resend')}
                </ActionButton>
              )}
              {isUnverified && (
                <ActionButton small action={markVerified}>
                  {t('admin.email.mark')}
                </ActionButton>
              )}
              {edit('email', t('admin.email.edit'))}
            </>
          )
        }
      >
        {account.email === null ? (
          <NotSet />
        ) : (
          <>
            {account.email}{' '}
            <Badge tone={account.email_verified ? 'ok' : 'warn'}>
              {account.email_verified ? t('admin.email.verified') : t('admin.email.unverified')}
            </Badge>
          </>
        )}
      </Row>
      <Row label={t('admin.user_id')}>
        <code>{account.id}</code>
      </Row>
      <Row label={t('admin.created')}>
        <Time at={account.created_at} />
        {account.invited_by && (
          <>
            {' · '}
            <a href={userUrl(account.invited_by)}>{t('admin.invited_by')}</a>
          </>
        )}
      </Row>
      <Row label={t('admin.last_sign_in')}>
        {account.last_sign_in_at ? (
          <RelativeTime at={account.last_sign_in_at} isAlone />
        ) : (
          t('admin.never')
        )}
      </Row>
      <FormDialog
        title={t('admin.name.edit')}
        open={editing === 'name'}
        onClose={close}
        notice={t('admin.name.saved')}
        onSubmit={({ first_name, last_name }) =>
          update({ first_name: first_name?.trim(), last_name: last_name?.trim() })
        }
      >
        <Field
          name="first_name"
          label={t('admin.first_name')}
          autocomplete="off"
          value={account.first_name ?? ''}
          autofocus
        />
        <Field
          name="last_name"
          label={t('admin.last_name')}
          autocomplete="off"
          value={account.last_name ?? ''}
        />
      </FormDialog>
      <FormDialog
        title={t('admin.username.edit')}
        open={editing === 'username'}
        onClose={close}
        notice={t('admin.username.saved')}
        onSubmit={({ username }) => update({ username: username?.trim() })}
      >
        <Field
          name="username"
          label={t('admin.username')}
          autocomplete="off"
          value={account.username ?? ''}
          required
          missing={t('admin.username.missing')}
          autofocus
        />
      </FormDialog>
      <FormDialog
        title={t('admin.email.edit')}
        lead={t('admin.email.edit_lead', { name })}
        open={editing === 'email'}
        onClose={close}
        notice={t('admin.email.saved')}
        onSubmit={({ email }) => update({ email: email?.trim() })}
      >
        <Field
          name="email"
          label={t('admin.email')}
          type="email"
          autocomplete="off"
          value={account.email ?? ''}
          required
          missing={t('admin.invite.email_missing')}
          autofocus
        />
      </FormDialog>
    </Card>
  )
}

function NotSet() {
  return <span class="sub">{t('admin.not_set')}</span>
}
