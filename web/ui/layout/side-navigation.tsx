import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { t } from '../../lib/text.ts'
import { Icon } from '../icon.tsx'
import { Brand } from './brand.tsx'
import { UserMenu } from './user-menu.tsx'

export interface NavigationGroup {
  label: string
  links: NavigationLink[]
}

export interface NavigationLink {
  href: string
  text: string
  icon: string
  /** The start of the paths of the pages below this one. */
  below?: string
}

/** The navigation of a signed-in account: a column, or on phones a bar with tabs that scroll. */
export function SideNavigation({ groups }: { groups: NavigationGroup[] }) {
  const { path } = useLocation()
  const navigation = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current link depends on the path
  useEffect(() => showCurrent(navigation.current), [path])
  return (
    <header class="side">
      <Brand />
      <nav ref={navigation} class="side-groups" aria-label={t('ui.navigation')}>
        {groups.map(({ label, links }) => (
          <div key={label} class="side-group">
            <p class="side-label">{label}</p>
            {links.map((link) => (
              <a
                key={link.href}
                class="side-link"
                href={link.href}
                aria-current={ariaCurrent(link, path)}
              >
                <Icon path={link.icon} />
                {link.text}
              </a>
            ))}
          </div>
        ))}
      </nav>
      <UserMenu />
    </header>
  )
}

/** Scrolls the tabs of a phone, and nothing else, so that the current one is in the middle. */
function showCurrent(navigation: HTMLElement | null): void {
  const current = navigation?.querySelector('[aria-current]')?.getBoundingClientRect()
  if (!navigation || !current) return
  const { left, width } = navigation.getBoundingClientRect()
  navigation.scrollBy({ left: current.left - left - (width - current.width) / 2 })
}

/** 'page' for the link's own page, 'true' for a page below it. */
function ariaCurrent({ href, below }: NavigationLink, path: string): 'page' | 'true' | undefined {
  if (href === path) return 'page'
  return below && path.startsWith(below) ? 'true' : undefined
}
