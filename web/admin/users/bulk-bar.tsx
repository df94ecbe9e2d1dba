import { errorMessage } from '../../lib/error-message.ts'
import { showError } from '../../lib/notices.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { close } from '../../ui/icons.ts'
import * as icons from '../../ui/signed-in-icons.ts'
import type { Account } from '../people.ts'
import type { Question } from './action-dialog.tsx'
import { act } from './actions.ts'

interface Props {
  accounts: Account[]
  onAsk: (question: { action: Question; accounts: Account[] }) => void
  onChange: () => Promise<unknown>
  onClear: () => void
}

/** The actions for the selected rows, at the bottom of the window. */
export function BulkBar({ accounts, onAsk, onChange, onClear }: Props) {
  const ask = (action: Question) => () => onAsk({ action, accounts })
  const enable = () => {
    act('enable', accounts)
      .then(onChange)
      .catch((error: unknown) => showError(errorMessage(error)))
  }
  return (
    <section class="bulk" aria-label={t('admin.bulk.label')}>
      <strong role="status">{t('admin.bulk.selected', { count: accounts.length })}</strong>
      <div class="bar">
        {instance.mail && (
          <Button small icon={icons.mail} onClick={ask('send_reset_link')}>
            {t('admin.do.send_reset_link')}
          </Button>
        )}
        <Button small icon={icons.signOut} onClick={ask('sign_out')}>
          {t('admin.do.sign_out')}
        </Button>
        <Button small icon={icons.ban} onClick={ask('disable')}>
          {t('admin.do.disable')}
        </Button>
        <Button small icon={icons.refresh} onClick={enable}>
          {t('admin.do.enable')}
        </Button>
        <Button small tone="danger" icon={icons.trash} onClick={ask('delete')}>
          {t('admin.do.delete')}
        </Button>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={t('admin.bulk.clear')}
        onClick={onClear}
      >
        <Icon path={close} />
      </button>
    </section>
  )
}
