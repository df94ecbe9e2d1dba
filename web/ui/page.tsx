import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { openNotice, useNotice } from '../lib/notices.ts'
import { leaveIfEnded } from '../lib/session.ts'
import { instance } from '../lib/state.ts'

interface Facts {
  title: string
  children: ComponentChildren
  /** One column of a form, or as wide as there is room. */
  wide?: boolean
}

/** The first page of a visit leaves the focus where the browser puts it; from then on a new page has it. */
let first = true

/** What a page shows: its heading, which tells screen readers where they have come, and what is under it. */
export function Page({ title, children, wide = false }: Facts) {
  const heading = useRef<HTMLHeadingElement>(null)
  const notice = useNotice()
  useLayoutEffect(() => {
    document.title = `${title} · ${instance.product.name}`
  }, [title])
  // Before anything is painted: what comes later moves what is there.
  useLayoutEffect(() => {
    leaveIfEnded()
    openNotice()
    if (!first) {
      heading.current?.focus()
      scrollTo(0, 0)
    }
    first = false
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

interface SectionFacts {
  title: string
  /** What follows `#` in an address that leads here. */
  id?: string
  children: ComponentChildren
}

/** A part of a page, with a heading of its own. */
export function Section({ title, id, children }: SectionFacts) {
  const labelId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    // The browser looks for it before it is there.
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
