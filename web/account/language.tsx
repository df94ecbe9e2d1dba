import { useState } from 'preact/hooks'
import { client, useAccount } from '../lib/session.ts'
import { language, t } from '../lib/text.ts'
import { languageOf, languages } from '../text/languages.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/form/field.tsx'
import { Row } from '../ui/layout/card.tsx'
import { FormDialog } from './form-dialog.tsx'

/** The language of the account, or of this page if the account has none, and the dialog that changes it. */
export function LanguageRow() {
  const { locale } = useAccount()
  const [changing, setChanging] = useState(false)
  const current = locale ?? languageOf(language) ?? 'en'
  return (
    <>
      <Row
        label={t('account.language')}
        action={
          <Button small label={t('account.language.change')} onClick={() => setChanging(true)}>
            {t('account.change')}
          </Button>
        }
      >
        <span lang={current} translate={false}>
          {languages[current]}
        </span>
      </Row>
      <FormDialog
        title={t('account.language.change')}
        open={changing}
        onClose={() => setChanging(false)}
        onSubmit={async (values) => {
          await client.updateAccount({ locale: languageOf(values.locale ?? '') ?? null })
          reloadInLanguageOfAccount()
        }}
      >
        <Select
          name="locale"
          label={t('account.language')}
          hint={t('account.language.hint')}
          value={current}
          options={languages}
        />
      </FormDialog>
    </>
  )
}

/** Without `ui_locales` in the URL, which takes precedence. */
function reloadInLanguageOfAccount(): void {
  const url = new URL(location.href)
  url.searchParams.delete('ui_locales')
  history.replaceState(history.state, '', url)
  location.reload()
}
