import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import './style/signed-in.css'
import { RequiredPassword } from './account/password/required-password.tsx'
import { RequiredFactor } from './account/second-factor/required-factor.tsx'
import { client, isResetPage, useAccount } from './lib/session.ts'
import { instance } from './lib/state.ts'
import { navigationOf } from './navigation.ts'
import { SideNavigation } from './ui/layout/side-navigation.tsx'
import { ReauthenticationDialog } from './ui/overlay/reauthentication-dialog.tsx'

/** What surrounds the pages of a signed-in account. */
export default function Shell({ children }: { children?: ComponentChildren }) {
  const { path } = useLocation()
  const { role, password_change_required } = useAccount()
  // Until the recovery codes are saved, also when the session is complete.
  const [lacksFactor, setLacksFactor] = useState(client.current?.second_factor_missing ?? false)
  const mustChangePassword = password_change_required && instance.passwords && !isResetPage()
  const mustSetUpFactor = lacksFactor && !mustChangePassword && !isResetPage()
  const withNavigation = hasNavigation(path) && !mustChangePassword && !mustSetUpFactor
  return (
    <>
      <div class={withNavigation ? 'shell' : undefined}>
        {withNavigation && <SideNavigation groups={navigationOf(role)} />}
        {mustChangePassword ? (
          <RequiredPassword />
        ) : mustSetUpFactor ? (
          <RequiredFactor onDone={() => setLacksFactor(false)} />
        ) : (
          children
        )}
      </div>
      <ReauthenticationDialog />
    </>
  )
}

/** The pages of a reset link and of a verification code have none. The Worker has the same rule (worker/pages/access.ts). */
function hasNavigation(path: string): boolean {
  return /^\/auth\/(account|admin)(\/|$)/.test(path)
}
