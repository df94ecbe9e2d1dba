import { useLayoutEffect, useRef } from 'preact/hooks'
import { showQueuedNotice } from '../../lib/notices.ts'
import { redirectIfSignedOut } from '../../lib/session.ts'
import { instance } from '../../lib/state.ts'

/** The first page of a visit keeps the browser's focus; every later page moves the focus to its heading. */
let isFirstPage = true

/** Sets the title of the document and moves the focus. Returns the ref of the page's heading. */
export function usePage(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    document.title = `${title} · ${instance.product.name}`
  }, [title])
  // A layout effect: a notice after the first paint would appear later than the page.
  useLayoutEffect(() => {
    redirectIfSignedOut()
    showQueuedNotice()
    if (!isFirstPage) {
      heading.current?.focus()
      scrollTo(0, 0)
    }
    isFirstPage = false
  }, [])
  return heading
}
