import { useState } from 'preact/hooks'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { RelativeTime, Time } from '../../ui/data/time.tsx'
import { Field } from '../../ui/form/field.tsx'
import { Card, Row } from '../../ui/layout/card.tsx'
import { type Account, userUrl } from '../people.ts'
import { FormDialog } from './form-dialog.tsx'

interface Props {
  account: Account
  onChange: () => Promise<void>
}

/** The names and the email address of an account, each with what an administrator can do about it. */
export function Profile({ account, onChange }: Props) {
  const [editing, setEditing] = useState(false)
  const close = () => setEditing(false)
  const param = { account_id: account.id }
  const update = async (json: {
    first_name?: string | undefined
    last_name?: string | undefined
  }) => {
    await client.read(client.api.accounts[':account_id'].$patch({ param, json }))
    await onChange()
  }
  const fullName = [account.first_name, account.last_name].filter(Boolean).join(' ')
  return (
    <Card title={t('admin.profile')} flush>
      <Row
        label={t('admin.name')}
        action={
          <Button small label={t('admin.name.edit')} onClick={() => setEditing(true)}>
            {t('admin.edit')}
          </Button>
        }
      >
        {fullName || <NotSet />}
      </Row>
      <Row label={t('admin.username')}>{account.username ?? <NotSet />}</Row>
      <Row label={t('admin.email')}>
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
        {account.last_sign_in_at ? <RelativeTime at={account.last_sign_in_at} /> : t('admin.never')}
      </Row>
      <FormDialog
        title={t('admin.name.edit')}
        open={editing}
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
    </Card>
  )
}

function NotSet() {
  return <span class="sub">{t('admin.not_set')}</span>
}
