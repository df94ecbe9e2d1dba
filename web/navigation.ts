import { t } from './lib/text.ts'
import type { NavigationGroup } from './ui/layout/side-navigation.tsx'
import * as icons from './ui/signed-in-icons.ts'

/** The links of the navigation for an account with this role. */
export function navigationOf(role: 'admin' | 'user'): NavigationGroup[] {
  const account = {
    label: t('ui.account'),
    links: [{ href: '/auth/account', text: t('ui.your_account'), icon: icons.user }],
  }
  const administration = {
    label: t('ui.administration'),
    links: [
      {
        href: '/auth/admin',
        text: t('ui.users'),
        icon: icons.users,
        below: '/auth/admin/users/',
      },
      { href: '/auth/admin/audit', text: t('ui.audit_log'), icon: icons.list },
      { href: '/auth/admin/settings', text: t('ui.settings'), icon: icons.settings },
    ],
  }
  return role === 'admin' ? [account, administration] : [account]
}
