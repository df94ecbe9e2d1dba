import { errorMessage } from '../../lib/error-message.ts'
import { showError } from '../../lib/notices.ts'
import { signOut, useAccount } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Avatar } from '../data/avatar.tsx'
import { Icon } from '../icon.tsx'
import { Menu } from '../overlay/menu.tsx'
import * as icons from '../signed-in-icons.ts'

/** The signed-in account, with the way back to the product and the way out. */
export function UserMenu() {
  const { username, email, first_name, last_name } = useAccount()
  const { app, name: product } = instance.product
  const login = email ?? username ?? ''
  const name = [first_name, last_name].filter(Boolean).join(' ') || (username ?? login)
  const who = (
    <span class="who">
      <strong>{name}</strong>
      {login !== name && <span class="sub small">{login}</span>}
    </span>
  )
  return (
    <Menu
      label={t('ui.user_menu')}
      triggerClass="user-button"
      trigger={
        <>
          <span class="hidden">{t('ui.user_menu')}</span>
          <Avatar name={name} />
          {who}
          <Icon path={icons.chevronUpDown} />
        </>
      }
      head={<div class="menu-head">{who}</div>}
      items={[
        ...(app ? [{ text: t('ui.back_to', { product }), href: app, icon: icons.arrowStart }] : []),
        {
          text: t('ui.sign_out'),
          icon: icons.signOut,
          onSelect: () => signOut().catch((error) => showError(errorMessage(error))),
        },
      ]}
    />
  )
}
