import { useState } from 'preact/hooks'
import { showNotice } from '../lib/notices.ts'
import { client, useAccount } from '../lib/session.ts'
import { t } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/data/time.tsx'
import { Field } from '../ui/form/field.tsx'
import { nonEmpty } from '../ui/form/form.tsx'
import { Card, Row } from '../ui/layout/card.tsx'
import { Page } from '../ui/layout/page.tsx'
import { FormDialog } from './form-dialog.tsx'
import { LanguageRow } from './language.tsx'
import { PasskeyOffer } from './passkeys/passkey-offer.tsx'

export function Profile() {
  const { username, first_name, last_name, created_at } = useAccount()
  const [editing, setEditing] = useState<'name' | 'username'>()
  const close = () => setEditing(undefined)
  const name = [first_name, last_name].filter(Boolean).join(' ')
  const nameTitle = name ? t('account.name.change') : t('account.name.add')
  const usernameTitle = username ? t('account.username.change') : t('account.username.add')
  return (
    <Page title={t('account.profile.title')} lead={t('account.profile.lead')}>
      <Card flush>
        <Row
          label={t('account.name')}
          action={
            <Button small label={nameTitle} onClick={() => setEditing('name')}>
              {name ? t('account.change') : t('account.add')}
            </Button>
          }
        >
          {name || <span class="sub">{t('account.none')}</span>}
        </Row>
        <Row
          label={t('account.username')}
          action={
            <Button small label={usernameTitle} onClick={() => setEditing('username')}>
              {username ? t('account.change') : t('account.add')}
            </Button>
          }
        >
          {username ?? <span class="sub">{t('account.none')}</span>}
        </Row>
        <LanguageRow />
        <Row label={t('account.member_since')}>
          <Time at={created_at} dateOnly />
        </Row>
      </Card>
      <PasskeyOffer />
      <FormDialog
        title={nameTitle}
        open={editing === 'name'}
        onClose={close}
        onSubmit={async (values) => {
          await client.updateAccount({
            first_name: nonEmpty(values.first_name) ?? null,
            last_name: nonEmpty(values.last_name) ?? null,
          })
          showNotice(t('account.name.saved'))
        }}
      >
        <Field
          name="first_name"
          label={t('account.name.first')}
          autocomplete="given-name"
          value={first_name ?? ''}
          autofocus
        />
        <Field
          name="last_name"
          label={t('account.name.last')}
          autocomplete="family-name"
          value={last_name ?? ''}
        />
      </FormDialog>
      <FormDialog
        title={usernameTitle}
        open={editing === 'username'}
        onClose={close}
        onSubmit={async (values) => {
          await client.updateAccount({ username: nonEmpty(values.username) ?? '' })
          showNotice(t('account.username.saved'))
        }}
      >
        <Field
          name="username"
          label={t('account.username')}
          hint={t('account.username.hint')}
          missing={t('account.username.missing')}
          autocomplete="username"
          value={username ?? ''}
          required
          autofocus
        />
      </FormDialog>
    </Page>
  )
}
