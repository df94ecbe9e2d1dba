import { useEffect, useState } from 'preact/hooks'
import { instance } from '../lib/state.ts'
import { t } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { Card, Row } from '../ui/layout/card.tsx'
import { Page } from '../ui/layout/page.tsx'
import { DeletionDialog } from './deletion.tsx'
import { EmailRow } from './email/email.tsx'
import { Passkeys } from './passkeys/passkeys.tsx'
import { PasswordDialog } from './password/password.tsx'
import { SecondFactor } from './second-factor/second-factor.tsx'

/** The fragment that opens the dialog for the password: /.well-known/change-password leads to it. */
const passwordFragment = '#password'

export function Security() {
  const [open, setOpen] = useState<'password' | 'deletion' | undefined>(() =>
    location.hash === passwordFragment && instance.passwords ? 'password' : undefined,
  )
  const close = () => setOpen(undefined)
  useEffect(() => {
    // A reload must not open the dialog again.
    if (location.hash === passwordFragment) {
      history.replaceState(history.state, '', location.pathname + location.search)
    }
  }, [])
  return (
    <Page title={t('account.security.title')} lead={t('account.security.lead')}>
      <Card flush>
        <EmailRow />
        {instance.passwords && (
          <Row
            label={t('account.password')}
            action={
              <Button small onClick={() => setOpen('password')}>
                {t('account.password.change')}
              </Button>
            }
          >
            <span class="sub">{t('account.password.sign_out')}</span>
          </Row>
        )}
      </Card>
      <SecondFactor />
      {instance.passkeys && <Passkeys />}
      <Card flush>
        <Row
          label={t('account.delete')}
          action={
            <Button small tone="danger" onClick={() => setOpen('deletion')}>
              {t('account.delete.button')}
            </Button>
          }
        >
          <span class="sub">{t('account.delete.row')}</span>
        </Row>
      </Card>
      <PasswordDialog open={open === 'password'} onClose={close} />
      <DeletionDialog open={open === 'deletion'} onClose={close} />
    </Page>
  )
}
