import { t } from '../../lib/text.ts'
import { CopyField } from '../../ui/form/copy-field.tsx'
import { Banner } from '../../ui/layout/banner.tsx'

/** A generated password, which no one can read again. */
export function NewPassword({ value }: { value: string }) {
  return (
    <>
      <CopyField
        label={t('admin.new_password')}
        value={value}
        hint={t('admin.new_password.hint')}
      />
      <Banner>{t('admin.new_password.once')}</Banner>
    </>
  )
}
