/** The element that has or had the focus, and all around it, from the inside out. */
let trail: Element[] = []

/**
 * Keeps the focus near where it was. A browser drops it to the body when the element that has it is removed or replaced: the row
 * of a session that was ended, a button that has done its work. Then the next row of the list gets the focus, or else the
 * heading of the part of the page.
 */
export function keepFocus(root: Element): void {
  document.addEventListener('focusin', ({ target }) => {
    trail = target instanceof Element ? ancestors(target) : []
  })
  document.addEventListener('focusout', () => {
    // A click beside everything takes the focus away on purpose: then the element is still there.
    queueMicrotask(() => {
      if (isNowhere() && trail[0]?.isConnected) trail = []
    })
  })
  // `open`: behind a dialog nothing can have the focus until it closes.
  new MutationObserver(restore).observe(root, {
    childList: true,
    subtree: true,
    attributeFilter: ['open'],
  })
}

function restore(changes: MutationRecord[]): void {
  if (!isNowhere() || !trail[0] || trail[0].isConnected) return
  const row = trail.find((element) => element.matches('li, tr'))
  const removal = changes.find(({ removedNodes }) => row && [...removedNodes].includes(row))
  const next = removal?.nextSibling
  const around = trail.find((element) => element.isConnected)?.closest('dialog, section, main')
  const target = next instanceof HTMLElement && next.isConnected ? next : headingOf(around)
  if (!target) return
  // The row itself, not its button: whoever presses Enter once more must not end the next session, too.
  target.tabIndex = -1
  target.focus()
}

function headingOf(part: Element | null | undefined): HTMLElement | null {
  return (part ?? document).querySelector<HTMLElement>('h1, h2')
}

function isNowhere(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}

function ancestors(element: Element): Element[] {
  const found: Element[] = []
  for (let each: Element | null = element; each; each = each.parentElement) found.push(each)
  return found
}
