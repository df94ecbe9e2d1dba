import { errorMessage } from '../../lib/error-message.ts'
import { showError, showNotice } from '../../lib/notices.ts'
import { useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Menu, type MenuItem } from '../../ui/overlay/menu.tsx'
import * as icons from '../../ui/signed-in-icons.ts'
import { type Account, nameOf } from '../people.ts'
import type { Question } from './action-dialog.tsx'
import { act } from './actions.ts'

interface Props {
  account: Account
  onAsk: (question: { action: Question; accounts: Account[] }) => void
  onChange: () => Promise<unknown>
}

/** The actions for one row of the list. */
export function UserMenu({ account, onAsk, onChange }: Props) {
  const own = useAccount()
  const ask = (action: Question) => () => onAsk({ action, accounts: [account] })
  const enable = () => {
    act('enable', [account])
      .then(onChange)
      .catch((error: unknown) => showError(errorMessage(error)))
  }
  const isDisabled = account.disabled_at !== null
  const canBeMailed = instance.mail && account.email !== null && !isDisabled
  const mail: MenuItem = {
    ...{ text: t('admin.do.send_reset_link'), icon: icons.mail },
    onSelect: ask('send_reset_link'),
  }
  const others: MenuItem[] = [
    isDisabled
      ? { text: t('admin.do.enable'), icon: icons.refresh, onSelect: enable }
      : { text: t('admin.do.disable'), icon: icons.ban, onSelect: ask('disable') },
    { text: t('admin.do.delete'), icon: icons.trash, tone: 'danger', onSelect: ask('delete') },
  ]
  return (
    <Menu
      label={t('admin.row.actions', { name: nameOf(account) })}
      items={[
        { text: t('admin.do.copy_id'), icon: icons.copy, onSelect: () => copyId(account.id) },
        ...(canBeMailed && account.id !== own.id ? [mail] : []),
        { text: t('admin.do.sign_out'), icon: icons.signOut, onSelect: ask('sign_out') },
        'separator',
        ...(account.id === own.id
          ? [{ text: t('admin.row.own'), icon: icons.user, href: '/auth/account' }]
          : others),
      ]}
    />
  )
}

function copyId(id: string): void {
  // Undefined if the page was opened over plain HTTP.
  const copying = navigator.clipboard?.writeText(id) ?? Promise.reject()
  copying.then(
    () => showNotice(t('admin.done.copy_id')),
    () => showError(t('admin.copy_failed', { id })),
  )
}
