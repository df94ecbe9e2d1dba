import { type ComponentChildren, Fragment } from 'preact'
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso'
import { NotFound } from './guest/not-found.tsx'
import { ForgotPassword } from './guest/reset/forgot-password.tsx'
import { Setup } from './guest/setup.tsx'
import { SignIn } from './guest/sign-in.tsx'
import { SignUp } from './guest/sign-up.tsx'
import { instance, oauth, session } from './lib/state.ts'
import { t } from './lib/text.ts'
import { OfflineBanner } from './ui/layout/banner.tsx'
import { lazyPage } from './ui/layout/lazy-page.tsx'
import { ProgressBar, setLoading } from './ui/layout/progress-bar.tsx'
import { Toasts } from './ui/overlay/toasts.tsx'

// The sign-in page does not load the pages behind it.
const Shell = lazyPage<{ children?: ComponentChildren }>(() => import('./shell.tsx'))
/** The page of a link by email. */
const Reset = lazyPage(() =>
  instance.passwords
    ? import('./guest/reset/reset-password.tsx')
    : import('./guest/reset/recovery.tsx'),
)
const Profile = accountPage('Profile')
const Security = accountPage('Security')
const Devices = accountPage('Devices')
const Invitations = accountPage('Invitations')
const ConnectedApps = accountPage('Apps')
const Verify = accountPage('Verify')
const Users = lazyPage(() => import('./admin/users/users.tsx'))
const User = lazyPage(() => import('./admin/user/user.tsx'))
const AuditLog = lazyPage(() => import('./admin/audit/audit.tsx'))
const Settings = lazyPage(() => import('./admin/settings/settings.tsx'))
const AdminApps = lazyPage(() => import('./admin/apps/apps.tsx'))
const Reference = lazyPage(() => import('./reference/reference.tsx'))
const AppRequest = lazyPage(() => import('./app-request/app-request.tsx'))
const DeviceRequest = lazyPage(() => import('./app-request/device-request.tsx'))

function accountPage(name: 'Profile' | 'Security' | 'Devices' | 'Invitations' | 'Apps' | 'Verify') {
  return lazyPage(async () => ({ default: (await import('./account/pages.ts'))[name] }))
}

/** The pages that load when they open, by the start of their paths, the longest first. */
const lazyPages = [
  ['/auth/admin/users/', User],
  ['/auth/admin/apps', AdminApps],
  ['/auth/admin/audit', AuditLog],
  ['/auth/admin/settings', Settings],
  ['/auth/admin', Users],
  ['/auth/account/security', Security],
  ['/auth/account/devices', Devices],
  ['/auth/account/invitations', Invitations],
  ['/auth/account/apps', ConnectedApps],
  ['/auth/account', Profile],
  ['/auth/verify', Verify],
  ['/auth/api', Reference],
  ['/oauth/', AppRequest],
  ['/device', DeviceRequest],
] as const

/** Loads the script of the page at `path`. Undefined if the page is part of the first script. */
export function preload(path: string): Promise<unknown> | undefined {
  const page = lazyPages.find(([start]) => path.startsWith(start))?.[1]
  if (!session && !page) return undefined
  return Promise.all([session && Shell.preload(), page?.preload()])
}

/** All pages. The Worker decides which pages a visitor may open before this loads. */
export function App() {
  const Frame = session ? Shell : Fragment
  return (
    <LocationProvider scope="/auth">
      <a class="skip" href="#main">
        {t('ui.skip')}
      </a>
      <ProgressBar />
      <ErrorBoundary>
        <Frame>
          <Router onLoadStart={() => setLoading(true)} onLoadEnd={() => setLoading(false)}>
            <Route path="/auth/set-up" component={Setup} />
            <Route path="/auth/sign-in" component={SignIn} />
            <Route path="/auth/sign-up" component={SignUp} />
            <Route path="/auth/forgot-password" component={ForgotPassword} />
            <Route path="/auth/reset-password" component={Reset} />
            <Route path="/reset-password" component={Reset} />
            <Route path="/auth/api" component={Reference} />
            <Route path="/auth/verify" component={Verify} />
            <Route path="/auth/account" component={Profile} />
            <Route path="/auth/account/security" component={Security} />
            <Route path="/auth/account/devices" component={Devices} />
            <Route path="/auth/account/invitations" component={Invitations} />
            <Route path="/auth/account/apps" component={oauth ? ConnectedApps : NotFound} />
            <Route path="/auth/admin" component={Users} />
            <Route path="/auth/admin/users/:id" component={User} />
            <Route path="/auth/admin/apps" component={oauth ? AdminApps : NotFound} />
            <Route path="/auth/admin/audit" component={AuditLog} />
            <Route path="/auth/admin/settings" component={Settings} />
            <Route path="/oauth/:endpoint" component={AppRequest} />
            <Route path="/device" component={DeviceRequest} />
            <Route default component={NotFound} />
          </Router>
        </Frame>
      </ErrorBoundary>
      <Toasts />
      <OfflineBanner />
    </LocationProvider>
  )
}
