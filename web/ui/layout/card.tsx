import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

interface Props {
  title?: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  /** A button at the end of the title's line. */
  action?: ComponentChildren
  /** The fragment of a URL that links to this card. */
  id?: string
  /** Content to the edges: Rows, a table. */
  flush?: boolean
  children: ComponentChildren
}

/** A part of a page. With a title, it is a region of that name. */
export function Card({ title, lead, action, id, flush = false, children }: Props) {
  const labelId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    // The browser looks for the fragment before this card exists.
    if (id !== undefined && location.hash === `#${id}`) heading.current?.focus()
  }, [id])
  return (
    <section
      class={flush ? 'card flush' : 'card'}
      id={id}
      aria-labelledby={title ? labelId : undefined}
    >
      {title && (
        <div class="card-head">
          <div>
            <h2 id={labelId} ref={heading} tabIndex={-1}>
              {title}
            </h2>
            {lead && <p class="sub">{lead}</p>}
          </div>
          {action}
        </div>
      )}
      {flush ? children : <div class="card-body stack">{children}</div>}
    </section>
  )
}

interface RowProps {
  label: ComponentChildren
  /** The present value. */
  children: ComponentChildren
  /** Buttons that change it. */
  action?: ComponentChildren
}

/** A value with its label and the buttons that change it, in a flush Card. */
export function Row({ label, children, action }: RowProps) {
  return (
    <div class="row">
      <div class="row-label">{label}</div>
      <div class="row-value">{children}</div>
      {action && <div class="bar">{action}</div>}
    </div>
  )
}
