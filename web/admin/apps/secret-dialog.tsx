import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/form/copy-field.tsx'
import { Banner } from '../../ui/layout/banner.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import type { NewSecret } from './app.ts'

interface Props {
  created: NewSecret | undefined
  onClose: () => void
}

/** What the app needs to sign people in. No one can read the secret again. */
export function SecretDialog({ created, onClose }: Props) {
  return (
    <Dialog
      title={created ? t('admin.apps.credentials', { app: created.app.name }) : ''}
      open={created !== undefined}
      onClose={onClose}
    >
      <CopyField label={t('admin.apps.issuer')} value={location.origin} />
      <CopyField label={t('admin.apps.client_id')} value={created?.app.id ?? ''} />
      {created?.secret && (
        <>
          <CopyField label={t('admin.apps.secret')} value={created.secret} />
          <Banner>{t('admin.apps.secret_once')}</Banner>
        </>
      )}
      <div class="bar form-actions">
        <Button tone="primary" onClick={onClose}>
          {t('admin.done')}
        </Button>
      </div>
    </Dialog>
  )
}
