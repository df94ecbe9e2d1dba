import { useRef } from 'preact/hooks'
import { language, t } from '../../lib/text.ts'
import { languages } from '../../text/languages.ts'
import { Icon } from '../icon.tsx'
import { chevronDown } from '../icons.ts'

/** The languages of the pages. The choice stays in the URL, as `ui_locales` (OpenID Connect Core section 3.1.2.1). */
export function LanguageMenu() {
  const menu = useRef<HTMLDetailsElement>(null)
  const button = useRef<HTMLElement>(null)
  const close = () => menu.current?.removeAttribute('open')
  return (
    <details
      ref={menu}
      class="languages"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !menu.current?.open) return
        close()
        button.current?.focus()
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && menu.current?.contains(relatedTarget))) close()
      }}
    >
      <summary ref={button}>
        <span class="hidden">{t('guest.language')}: </span>
        {languages[language as keyof typeof languages] ?? language}
        <Icon path={chevronDown} />
      </summary>
      <ul>
        {Object.entries(languages).map(([tag, name]) => (
          <li key={tag}>
            <a
              href={urlIn(tag)}
              target="_top"
              lang={tag}
              hreflang={tag}
              aria-current={tag === language ? 'true' : undefined}
              onClick={(event) => open(event, urlIn(tag))}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function urlIn(tag: string): string {
  const query = new URLSearchParams(location.search)
  query.set('ui_locales', tag)
  return `${location.pathname}?${query}`
}

/** Reloads this history entry instead of adding one: it keeps its state, such as the token of a reset link. */
function open(event: MouseEvent, url: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  history.replaceState(history.state, '', url)
  location.reload()
}
