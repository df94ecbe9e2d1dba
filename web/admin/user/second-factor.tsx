import { useState } from 'preact/hooks'
import { showNotice } from '../../lib/notices.ts'
import { client } from '../../lib/session.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/data/badge.tsx'
import { Row } from '../../ui/layout/card.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { type Account, nameOf } from '../people.ts'

interface Props {
  account: Account
  isOwn: boolean
  onChange: () => Promise<void>
}

/** Whether an account has a second factor, and its removal if the owner has lost it. */
export function SecondFactorRow({ account, isOwn, onChange }: Props) {
  const [isAsking, setAsking] = useState(false)
  const close = () => setAsking(false)
  const name = nameOf(account)
  async function remove() {
    const { 'second-factors': factors } = client.api.accounts[':account_id']
    await factors.$delete({ param: { account_id: account.id } })
    close()
    showNotice(t('admin.factor.removed', { name }))
    await onChange()
  }
  return (
    <>
      <Row
        label={t('admin.factor')}
        action={
          isOwn ? (
            <Button small href="/auth/account/security">
              {t('admin.row.own')}
            </Button>
          ) : (
            account.second_factor && (
              <Button small tone="danger" onClick={() => setAsking(true)}>
                {t('admin.factor.remove')}
              </Button>
            )
          )
        }
      >
        <Badge tone={account.second_factor ? 'ok' : undefined}>
          {account.second_factor ? t('admin.settings.on') : t('admin.settings.off')}
        </Badge>
        {account.second_factor && !isOwn && <p class="sub small">{t('admin.factor.lead')}</p>}
      </Row>
      <ConfirmDialog
        title={t('admin.factor.question', { name })}
        consequence={t('admin.factor.consequence')}
        open={isAsking}
        onClose={close}
        confirmLabel={t('admin.factor.remove')}
        busyLabel={t('admin.factor.removing')}
        onConfirm={remove}
      />
    </>
  )
}
