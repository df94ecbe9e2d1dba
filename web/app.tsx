import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso'
import { ForgotPassword } from './guest/forgot-password.tsx'
import { NotFound } from './guest/not-found.tsx'
import { ResetPassword } from './guest/reset-password.tsx'
import { Setup } from './guest/setup.tsx'
import { SignIn } from './guest/sign-in.tsx'
import { SignUp } from './guest/sign-up.tsx'
import { instance, session } from './lib/state.ts'
import { Header } from './ui/header.tsx'
import { lazyPage } from './ui/lazy-page.tsx'
import { ReauthenticationDialog } from './ui/reauthentication-dialog.tsx'

// The sign-in page does not load the pages behind it.
const Account = lazyPage(() => import('./account/account.tsx'))
const Verify = lazyPage(() => import('./account/verify.tsx'))
const Accounts = lazyPage(() => import('./admin/accounts.tsx'))
const AccountDetails = lazyPage(() => import('./admin/account.tsx'))
const AuditLog = lazyPage(() => import('./admin/audit.tsx'))
const Settings = lazyPage(() => import('./admin/settings.tsx'))

/** All pages. The Worker decides which pages a visitor may open before this loads. */
export function App() {
  return (
    <LocationProvider scope="/auth">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header />
      <ErrorBoundary>
        <Router>
          <Route path="/auth/set-up" component={Setup} />
          <Route path="/auth/sign-in" component={SignIn} />
          <Route path="/auth/sign-up" component={SignUp} />
          <Route path="/auth/forgot-password" component={ForgotPassword} />
          <Route path="/auth/reset-password" component={ResetPassword} />
          <Route path="/reset-password" component={ResetPassword} />
          <Route path="/auth/verify" component={Verify} />
          <Route path="/auth/account" component={Account} />
          <Route path="/auth/admin" component={Accounts} />
          <Route path="/auth/admin/users/:id" component={AccountDetails} />
          <Route path="/auth/admin/audit" component={AuditLog} />
          <Route path="/auth/admin/settings" component={Settings} />
          <Route default component={NotFound} />
        </Router>
      </ErrorBoundary>
      {session && <ReauthenticationDialog />}
      {instance.product.terms && (
        <footer>
          <a href={instance.product.terms}>Terms</a>
        </footer>
      )}
    </LocationProvider>
  )
}
