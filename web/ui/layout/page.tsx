import type { ComponentChildren } from 'preact'
import { usePage } from './use-page.ts'

interface Props {
  title: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  /** Buttons at the end of the title's line. */
  actions?: ComponentChildren
  /** Uses more of the window, for tables. */
  wide?: boolean
  children: ComponentChildren
}

/** A page of a signed-in account. */
export function Page({ title, lead, actions, wide = false, children }: Props) {
  const heading = usePage(title)
  return (
    <main id="main" class={wide ? 'main wide' : 'main'}>
      <div class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="sub">{lead}</p>}
        </div>
        {actions && <div class="bar">{actions}</div>}
      </div>
      {children}
    </main>
  )
}
