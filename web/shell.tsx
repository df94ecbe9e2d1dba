import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'
import './style/signed-in.css'
import { RequiredPassword } from './account/required-password.tsx'
import { isResetPage, useAccount } from './lib/session.ts'
import { navigationOf } from './navigation.ts'
import { SideNavigation } from './ui/layout/side-navigation.tsx'
import { ReauthenticationDialog } from './ui/overlay/reauthentication-dialog.tsx'

/** What surrounds the pages of a signed-in account. */
export default function Shell({ children }: { children?: ComponentChildren }) {
  const { path } = useLocation()
  const { role, password_change_required } = useAccount()
  const mustChangePassword = password_change_required && !isResetPage()
  const withNavigation = hasNavigation(path) && !mustChangePassword
  return (
    <>
      <div class={withNavigation ? 'shell' : undefined}>
        {withNavigation && <SideNavigation groups={navigationOf(role)} />}
        {mustChangePassword ? <RequiredPassword /> : children}
      </div>
      <ReauthenticationDialog />
    </>
  )
}

/** The pages of a reset link and of a verification code have none. The Worker has the same rule (worker/pages/access.ts). */
function hasNavigation(path: string): boolean {
  return /^\/auth\/(account|admin)(\/|$)/.test(path)
}
