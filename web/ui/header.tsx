import { useLocation } from 'preact-iso'
import { isResetPage, signOut, useAccount } from '../lib/session.ts'
import { instance, session } from '../lib/state.ts'
import { Action } from './action-button.tsx'

/** The brand, and for whoever is signed in the ways to the pages. */
export function Header() {
  const { path } = useLocation()
  const { name, logo } = instance.product
  const withNavigation = session !== null && !isResetPage()
  return (
    <header class={withNavigation ? 'bar' : 'narrow'}>
      {/* The browser's own navigation: the Worker knows where home is. */}
      <a class="brand" href="/auth/" target="_top">
        {logo ? <img src={logo} alt={name} width="160" height="40" /> : name}
      </a>
      {withNavigation && <Navigation path={path} />}
    </header>
  )
}

const admin = {
  '/auth/admin': 'Users',
  '/auth/admin/audit': 'Audit',
  '/auth/admin/settings': 'Settings',
}

function Navigation({ path }: { path: string }) {
  const { role } = useAccount()
  const links = { '/auth/account': 'Account', ...(role === 'admin' && admin) }
  return (
    <>
      <nav aria-label="Main">
        {Object.entries(links).map(([href, text]) => (
          <a key={href} href={href} aria-current={isOf(href, path)}>
            {text}
          </a>
        ))}
      </nav>
      <Action action={signOut}>Sign out</Action>
    </>
  )
}

/** For `aria-current`: the page itself, or one user's among the users. */
function isOf(href: string, path: string): 'page' | 'true' | undefined {
  if (href === path) return 'page'
  return href === '/auth/admin' && path.startsWith('/auth/admin/users/') ? 'true' : undefined
}
