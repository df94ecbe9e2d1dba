import { oauth } from './lib/state.ts'
import { t } from './lib/text.ts'
import type { NavigationGroup } from './ui/layout/side-navigation.tsx'
import * as icons from './ui/signed-in-icons.ts'

/** The links of the navigation for an account with this role. */
export function navigationOf(role: 'admin' | 'user'): NavigationGroup[] {
  const account = {
    label: t('ui.account'),
    links: [
      { href: '/auth/account', text: t('account.profile.title'), icon: icons.user },
      { href: '/auth/account/security', text: t('account.security.title'), icon: icons.shield },
      { href: '/auth/account/devices', text: t('account.devices.title'), icon: icons.monitor },
      { href: '/auth/account/invitations', text: t('account.invitations.title'), icon: icons.mail },
      ...(oauth
        ? [{ href: '/auth/account/apps', text: t('account.apps.title'), icon: icons.grid }]
        : []),
    ],
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
      ...(oauth
        ? [{ href: '/auth/admin/apps', text: t('admin.apps.title'), icon: icons.grid }]
        : []),
      { href: '/auth/admin/audit', text: t('ui.audit_log'), icon: icons.list },
      { href: '/auth/admin/settings', text: t('ui.settings'), icon: icons.settings },
    ],
  }
  return role === 'admin' ? [account, administration] : [account]
}
