import type { Account, SessionState } from '../client.ts'
import { accountUrl, signInUrl } from '../urls.ts'
import { create, define, LatchkeyElement } from './element.ts'
import { userButtonSheet } from './user-button-style.ts'

/** The texts of the element, for other languages. */
export interface UserButtonLabels {
  menu: string
  account: string
  signIn: string
  signOut: string
  retry: string
}

const english: UserButtonLabels = {
  menu: 'Account',
  account: 'Manage account',
  signIn: 'Sign in',
  signOut: 'Sign out',
  retry: 'Try again',
}

/** The pages are not of the app: its router must not open them (SvelteKit reads this). */
const rel = 'external'

/**
 * `<latchkey-user-button>`: a link to sign in, or the menu of the signed-in account, with its name and email address, a link to
 * the account page, and "Sign out". If the service cannot be reached, a button tries again. `align="start"` aligns the menu
 * with the start of the button.
 */
export class LatchkeyUserButton extends LatchkeyElement<UserButtonLabels> {
  #menu: Menu | undefined

  constructor() {
    super(english)
  }

  protected mount() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [userButtonSheet()]
    const unsubscribe = this.client.subscribe((state) => this.#render(root, state))
    return () => {
      unsubscribe()
      this.#menu?.close()
    }
  }

  #render(root: ShadowRoot, { status, session, retry, error }: SessionState) {
    this.#menu?.close()
    this.#menu = undefined
    this.ariaBusy = status === 'loading' ? 'true' : null
    root.replaceChildren()
    if (session) {
      this.#menu = new Menu(this, session.account)
      root.append(...this.#menu.elements)
    } else if (status === 'signed-out') {
      const link = create('a', { class: 'link', part: 'sign-in', rel }, this.labels.signIn)
      link.href = signInUrl()
      // A single-page app may have opened another page since.
      link.addEventListener('click', () => {
        link.href = signInUrl()
      })
      root.append(link)
    } else if (status === 'unavailable') {
      const button = create(
        'button',
        { class: 'link', part: 'retry', type: 'button' },
        this.labels.retry,
      )
      button.title = error?.message ?? ''
      button.addEventListener('click', retry)
      root.append(button)
    }
  }
}

/** The button and the menu of an account: the menu button pattern of the ARIA Authoring Practices. */
class Menu {
  readonly elements: HTMLElement[]
  readonly #host: LatchkeyUserButton
  readonly #button: HTMLButtonElement
  readonly #panel: HTMLElement
  readonly #items: HTMLElement[]
  readonly #error = create('p', { class: 'error', role: 'alert' })

  constructor(host: LatchkeyUserButton, account: Account) {
    const { labels } = host
    const name = nameOf(account)
    this.#host = host
    this.#button = create('button', {
      ...{
        class: 'avatar',
        part: 'button',
        type: 'button',
        'aria-label': `${labels.menu}: ${name}`,
      },
      ...{ 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
      // Shown by the style sheet: content would have to be part of the label (WCAG 2.5.3).
      'data-initials': initialsOf(name),
    })
    const item = { class: 'item', part: 'item', role: 'menuitem', tabindex: '-1' }
    const manage = create('a', { ...item, href: accountUrl, rel }, labels.account)
    const signOut = create('button', { ...item, type: 'button' }, labels.signOut)
    this.#items = [manage, signOut]
    const who = create('div', { class: 'who', part: 'who' }, create('div', { class: 'name' }, name))
    const { email } = account
    if (email && email !== name) who.append(create('div', { class: 'email' }, email))
    const menu = create('div', { role: 'menu', 'aria-label': labels.menu }, manage, signOut)
    this.#panel = create(
      'div',
      { class: 'panel', part: 'menu', hidden: '' },
      who,
      menu,
      this.#error,
    )
    this.elements = [this.#button, this.#panel]

    this.#button.addEventListener('click', () => (this.#panel.hidden ? this.#open() : this.close()))
    signOut.addEventListener('click', () => this.#signOut())
    for (const element of this.elements) {
      element.addEventListener('keydown', (event) => this.#onKey(event))
      element.addEventListener('focusout', ({ relatedTarget }) => {
        if (relatedTarget && !this.#contains(relatedTarget)) this.close()
      })
    }
  }

  close() {
    this.#panel.hidden = true
    this.#button.ariaExpanded = 'false'
    document.removeEventListener('pointerdown', this.#closeIfOutside)
  }

  #open() {
    this.#error.textContent = ''
    this.#panel.hidden = false
    this.#button.ariaExpanded = 'true'
    document.addEventListener('pointerdown', this.#closeIfOutside)
    this.#items[0]?.focus()
  }

  readonly #closeIfOutside = ({ target }: Event) => {
    // Outside of the shadow root, events inside have the host as their target.
    if (target !== this.#host) this.close()
  }

  #contains(target: EventTarget): boolean {
    return this.elements.some((element) => element.contains(target as Node))
  }

  #onKey(event: KeyboardEvent) {
    const { key } = event
    const at = this.#items.indexOf(event.target as HTMLElement)
    const last = this.#items.length - 1
    const next = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[key]
    if (key === 'Escape' && !this.#panel.hidden) {
      this.close()
      this.#button.focus()
    } else if (key === 'Tab') {
      this.close()
    } else if (next !== undefined && (at >= 0 || key.startsWith('Arrow'))) {
      event.preventDefault()
      if (this.#panel.hidden) this.#open()
      this.#items[next]?.focus()
    }
  }

  async #signOut() {
    try {
      await this.#host.client.signOut()
    } catch (error) {
      this.#error.textContent = error instanceof Error ? error.message : String(error)
    }
  }
}

function nameOf({ first_name, last_name, username, email }: Account): string {
  const full = [first_name, last_name].filter(Boolean).join(' ')
  return full || username || email || ''
}

function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/).filter(Boolean)
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('')
}

export function defineUserButton(): void {
  define('latchkey-user-button', LatchkeyUserButton)
}

declare global {
  interface HTMLElementTagNameMap {
    'latchkey-user-button': LatchkeyUserButton
  }
}
