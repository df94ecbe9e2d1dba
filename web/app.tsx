import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso'
import { ForgotPassword } from './guest/forgot-password.tsx'
import { NotFound } from './guest/not-found.tsx'
import { ResetPassword } from './guest/reset-password.tsx'
import { SetUp } from './guest/setup.tsx'
import { SignIn } from './guest/sign-in.tsx'
import { SignUp } from './guest/sign-up.tsx'
import { instance, session } from './lib/state.ts'
import { Header } from './ui/header.tsx'
import { later } from './ui/lazy-page.tsx'
import { Reauthenticate } from './ui/reauthentication-dialog.tsx'

// Whoever signs in need not load what comes after.
const Account = later(() => import('./account/account.tsx'))
const Verify = later(() => import('./account/verify.tsx'))
const Users = later(() => import('./admin/accounts.tsx'))
const User = later(() => import('./admin/account.tsx'))
const Audit = later(() => import('./admin/audit.tsx'))
const Settings = later(() => import('./admin/settings.tsx'))

/** All pages. Which of them a visitor may open, the Worker has decided before this is loaded. */
export function App() {
  return (
    <LocationProvider scope="/auth">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <ErrorBoundary>
        <Router>
          <Route path="/auth/set-up" component={SetUp} />
          <Route path="/auth/sign-in" component={SignIn} />
          <Route path="/auth/sign-up" component={SignUp} />
          <Route path="/auth/forgot-password" component={ForgotPassword} />
          <Route path="/auth/reset-password" component={ResetPassword} />
          <Route path="/reset-password" component={ResetPassword} />
          <Route path="/auth/verify" component={Verify} />
          <Route path="/auth/account" component={Account} />
          <Route path="/auth/admin" component={Users} />
          <Route path="/auth/admin/users/:id" component={User} />
          <Route path="/auth/admin/audit" component={Audit} />
          <Route path="/auth/admin/settings" component={Settings} />
          <Route default component={NotFound} />
        </Router>
      </ErrorBoundary>
      {session && <Reauthenticate />}
      {instance.product.terms && (
        <footer>
          <a href={instance.product.terms}>Terms</a>
        </footer>
      )}
    </LocationProvider>
  )
}
