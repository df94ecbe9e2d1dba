import type { ComponentChildren } from 'preact'
import { instance } from '../../lib/state.ts'
import { t } from '../../lib/text.ts'
import { Brand } from './brand.tsx'
import { LanguageMenu } from './language-menu.tsx'
import { usePage } from './use-page.ts'

interface Props {
  title: string
  /** One or two sentences below the title. */
  lead?: ComponentChildren
  /** The strip at the end of the card, such as "No account? Sign up". */
  footer?: ComponentChildren
  children?: ComponentChildren
}

/** A page with one card in the middle, for guests and for steps on the way in. */
export function GuestPage({ title, lead, footer, children }: Props) {
  const heading = usePage(title)
  return (
    <div class="guest">
      <main id="main" class="guest-card">
        <div class="guest-head">
          <Brand markOnly />
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="sub">{lead}</p>}
        </div>
        <div class="guest-body stack">{children}</div>
        {footer && <p class="guest-foot">{footer}</p>}
      </main>
      <GuestLinks />
    </div>
  )
}

function GuestLinks() {
  const { terms, privacy, support_email } = instance.product
  return (
    <footer class="guest-links">
      {terms && <a href={terms}>{t('ui.terms')}</a>}
      {privacy && <a href={privacy}>{t('ui.privacy')}</a>}
      {support_email && <a href={`mailto:${support_email}`}>{t('ui.support')}</a>}
      <LanguageMenu />
    </footer>
  )
}
