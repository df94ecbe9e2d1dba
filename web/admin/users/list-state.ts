import { useEffect } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { t } from '../../lib/text.ts'
import { optionOf, urlOf } from '../options.ts'
import { userUrl } from '../people.ts'

export const path = '/auth/admin'
export const pageSize = 50

export const roleOptions = () => ({ user: t('admin.role.user'), admin: t('admin.role.admin') })
export const stateOptions = () => ({
  active: t('admin.status.active'),
  disabled: t('admin.status.disabled'),
})
export const verifiedOptions = () => ({
  true: t('admin.email.verified'),
  false: t('admin.email.unverified'),
})
export const sortOptions = () => ({
  newest: t('admin.sort.newest'),
  last_sign_in: t('admin.sort.last_sign_in'),
  name: t('admin.sort.name'),
})

/** The state of the list, which the URL contains, so that it works with history and links. */
export function useListState() {
  const { query, route } = useLocation()
  const filters = {
    search: query.search ?? '',
    role: optionOf(roleOptions(), query.role),
    state: optionOf(stateOptions(), query.state),
    verified: optionOf(verifiedOptions(), query.verified),
  }
  const sort = optionOf(sortOptions(), query.sort) ?? 'newest'
  const { after, before } = query
  const parameters = { ...filters, ...(sort !== 'newest' && { sort }) }
  return {
    filters,
    sort,
    /** The cursor of the page, for the API. */
    cursor: { ...(after && { after }), ...(before && { before }) },
    /** The position of the page's first row in the list. */
    from: Math.max(1, Number.parseInt(query.from ?? '', 10) || 1),
    isFiltered: Object.values(filters).some(Boolean),
    /** Changes a filter or the order, and starts at the first page. `replace` keeps each letter out of the history. */
    change: (change: Partial<Record<keyof typeof filters | 'sort', string>>, replace = false) =>
      route(urlOf(path, { ...parameters, ...change }), replace),
    pageUrl: (page: { after?: string; before?: string; from: number }) =>
      urlOf(path, { ...parameters, ...page }),
  }
}

let lastUrl = path

/** The list as it was when it was last open. */
export function lastListUrl(): string {
  return lastUrl
}

interface Place {
  user: string
  scroll: number
}

/** Call before a row opens: the history entry of the list remembers the row and the scroll position. */
export function rememberPlace(user: string): void {
  const place: Place = { user, scroll: scrollY }
  history.replaceState({ place }, '')
}

/** Restores the scroll position and the focus after Back, once the rows are there. */
export function useRememberedPlace(isLoaded: boolean): void {
  const { url } = useLocation()
  useEffect(() => {
    lastUrl = url
  }, [url])
  useEffect(() => {
    const { place } = (history.state ?? {}) as { place?: Place }
    if (!isLoaded || !place) return
    scrollTo(0, place.scroll)
    const selector = `a[href="${CSS.escape(userUrl(place.user)).replaceAll('\\/', '/')}"]`
    document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
  }, [isLoaded])
}
