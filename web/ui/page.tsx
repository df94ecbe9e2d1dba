import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { showQueuedNotice, useNotice } from '../lib/notices.ts'
import { redirectIfSignedOut } from '../lib/session.ts'
import { instance } from '../lib/state.ts'

interface Props {
  title: string
  children: ComponentChildren
  /** Uses the available width instead of the width of one form. */
  wide?: boolean
}

/** The first page of a visit keeps the browser's focus; every later page moves the focus to its heading. */
let isFirstPage = true

/** A page: its heading, the current notice and its content. */
export function Page({ title, children, wide = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const notice = useNotice()
  useLayoutEffect(() => {
    document.title = `${title} · ${instance.product.name}`
  }, [title])
  // A layout effect: a notice after the first paint would move the content.
  useLayoutEffect(() => {
    redirectIfSignedOut()
    showQueuedNotice()
    if (!isFirstPage) {
      heading.current?.focus()
      scrollTo(0, 0)
    }
    isFirstPage = false
  }, [])
  return (
    <main id="main" class={wide ? 'wide' : 'narrow'}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p class="notice" role="status">
        {notice}
      </p>
      {children}
    </main>
  )
}

interface SectionProps {
  title: string
  /** The fragment of a URL that links to this section. */
  id?: string
  children: ComponentChildren
}

/** A part of a page with its own heading. */
export function Section({ title, id, children }: SectionProps) {
  const labelId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    // The browser looks for the fragment before this section exists.
    if (id !== undefined && location.hash === `#${id}`) heading.current?.focus()
  }, [id])
  return (
    <section class="card stack" id={id} aria-labelledby={labelId}>
      <h2 id={labelId} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  )
}
