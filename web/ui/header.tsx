import { useLocation } from 'preact-iso'
import { isResetPage, signOut, useAccount } from '../lib/session.ts'
import { instance, session } from '../lib/state.ts'
import { ActionButton } from './action-button.tsx'

/** The product's name or logo and, for signed-in accounts, the navigation. */
export function Header() {
  const { path } = useLocation()
  const { name, logo } = instance.product
  const withNavigation = session !== null && !isResetPage()
  return (
    <header class={withNavigation ? 'bar' : 'narrow'}>
      {/* `_top` loads the document: the Worker decides which page is the home page. */}
      <a class="brand" href="/auth/" target="_top">
        {logo ? <img src={logo} alt={name} width="160" height="40" /> : name}
      </a>
      {withNavigation && <Navigation path={path} />}
    </header>
  )
}

const adminLinks = {
  '/auth/admin': 'Accounts',
  '/auth/admin/audit': 'Audit log',
  '/auth/admin/settings': 'Settings',
}

function Navigation({ path }: { path: string }) {
  const { role } = useAccount()
  const links = { '/auth/account': 'Your account', ...(role === 'admin' && adminLinks) }
  return (
    <>
      <nav aria-label="Main">
        {Object.entries(links).map(([href, text]) => (
          <a key={href} href={href} aria-current={ariaCurrent(href, path)}>
            {text}
          </a>
        ))}
      </nav>
      <ActionButton action={signOut}>Sign out</ActionButton>
    </>
  )
}

/** 'page' for the link's own page, 'true' for the page of one account below the list of accounts. */
function ariaCurrent(href: string, path: string): 'page' | 'true' | undefined {
  if (href === path) return 'page'
  return href === '/auth/admin' && path.startsWith('/auth/admin/users/') ? 'true' : undefined
}
