import type { ComponentChildren } from 'preact'
import { Icon } from '../icon.tsx'
import { arrowStart } from '../signed-in-icons.ts'
import { usePage } from './use-page.ts'

interface Props {
  title: string
  /** The page above this one. */
  back?: { href: string; text: string }
  /** Before the title, such as an Avatar. */
  media?: ComponentChildren
  /** One sentence below the title. */
  lead?: ComponentChildren
  /** Buttons at the end of the title's line. */
  actions?: ComponentChildren
  /** Uses more of the window, for tables. */
  wide?: boolean
  children: ComponentChildren
}

/** A page of a signed-in account. */
export function Page({ title, back, media, lead, actions, wide = false, children }: Props) {
  const heading = usePage(title)
  return (
    <main id="main" class={wide ? 'main wide' : 'main'}>
      <div class="page-head">
        {back && (
          <a class="page-back" href={back.href}>
            <Icon path={arrowStart} />
            {back.text}
          </a>
        )}
        <div class="page-title">
          {media}
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead && <p class="sub">{lead}</p>}
          </div>
        </div>
        {actions && <div class="bar">{actions}</div>}
      </div>
      {children}
    </main>
  )
}
