import type { ComponentChildren } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { check } from '../icons.ts'
import { more } from '../signed-in-icons.ts'

export type MenuItem =
  | 'separator'
  | {
      text: string
      icon?: string
      tone?: 'danger'
      /** Opens a page instead of calling `onSelect`. */
      href?: string
      onSelect?: () => void
      /** Makes the item one option of several. */
      checked?: boolean
      disabled?: boolean
    }

interface Props {
  /** The accessible name of the menu, and of a button without other content. */
  label: string
  items: MenuItem[]
  /** The content of the button. Default: three dots. */
  trigger?: ComponentChildren
  triggerClass?: string
  /** Above the items. */
  head?: ComponentChildren
}

/** CSS pixels between the button and the menu. */
const gap = 4

/**
 * A button that opens a menu. Arrow keys, Home, End and letters move between the items, Escape closes the menu
 * (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/).
 */
export function Menu({ label, items, trigger, triggerClass = 'button ghost small', head }: Props) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)

  function onToggle() {
    const isOpen = menu.current?.matches(':popover-open') ?? false
    setOpen(isOpen)
    if (!isOpen || !button.current || !menu.current) return
    place(menu.current, button.current)
    const entries = entriesOf(menu.current)
    const first = entries.find((entry) => entry.ariaChecked === 'true') ?? entries[0]
    first?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Tab') return menu.current?.hidePopover()
    const entries = menu.current ? entriesOf(menu.current) : []
    const next = entryFor(event.key, entries)
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  function select(item: Exclude<MenuItem, 'separator'>) {
    if (item.disabled) return
    menu.current?.hidePopover()
    // After the focus is back on the button: a dialog that opens now returns the focus there.
    item.onSelect?.()
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class={triggerClass}
        aria-label={trigger ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={open}
        popovertarget={id}
      >
        {trigger ?? <Icon path={more} />}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu inside, which is a widget */}
      <div ref={menu} id={id} class="menu" popover="auto" onToggle={onToggle} onKeyDown={onKeyDown}>
        {head}
        <div role="menu" aria-label={label}>
          {items.map((item, index) =>
            item === 'separator' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a separator has no other identity
              <hr key={index} />
            ) : (
              <Entry key={item.text} item={item} onSelect={() => select(item)} />
            ),
          )}
        </div>
      </div>
    </>
  )
}

interface EntryProps {
  item: Exclude<MenuItem, 'separator'>
  onSelect: () => void
}

function Entry({ item: { text, icon, tone, href, checked, disabled }, onSelect }: EntryProps) {
  const content = (
    <>
      {icon && <Icon path={icon} />}
      {text}
      {checked && <Icon path={check} />}
    </>
  )
  const common = {
    class: tone ? `menu-item ${tone}` : 'menu-item',
    tabIndex: -1,
    onClick: onSelect,
  }
  if (href !== undefined) {
    return (
      <a {...common} role="menuitem" href={href}>
        {content}
      </a>
    )
  }
  return checked === undefined ? (
    <button {...common} type="button" role="menuitem" aria-disabled={disabled}>
      {content}
    </button>
  ) : (
    <button {...common} type="button" role="menuitemradio" aria-checked={checked}>
      {content}
    </button>
  )
}

function entriesOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
}

/** The entry that a key moves to, if any. */
function entryFor(key: string, entries: HTMLElement[]): HTMLElement | undefined {
  const current = entries.indexOf(document.activeElement as HTMLElement)
  if (key === 'ArrowDown') return entries[(current + 1) % entries.length]
  if (key === 'ArrowUp') return entries.at(current <= 0 ? -1 : current - 1)
  if (key === 'Home') return entries[0]
  if (key === 'End') return entries.at(-1)
  if (key.length !== 1 || key === ' ') return undefined
  const following = [...entries.slice(current + 1), ...entries.slice(0, current + 1)]
  return following.find((entry) =>
    entry.textContent?.toLocaleLowerCase().startsWith(key.toLocaleLowerCase()),
  )
}

/** Below the button, or above it if there is more space. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const fitsBelow = anchor.bottom + gap + height <= innerHeight
  const top =
    fitsBelow || anchor.top < height + gap ? anchor.bottom + gap : anchor.top - gap - height
  const fromStart = anchor.left + width <= innerWidth - 2 * gap
  const left = fromStart ? anchor.left : anchor.right - width
  menu.style.top = `${Math.max(gap, Math.min(top, innerHeight - height - gap))}px`
  menu.style.left = `${Math.max(gap, left)}px`
}
