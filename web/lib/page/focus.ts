/** The element that has or last had the focus, followed by its ancestors. */
let focusPath: Element[] = []

/**
 * Keeps the focus near its last position. If the focused element is removed or replaced, browsers move the focus to the body.
 * This moves the focus to the next row of the list or, without a next row, to the heading of the surrounding part of the page.
 */
export function keepFocus(root: Element): void {
  document.addEventListener('focusin', ({ target }) => {
    focusPath = target instanceof Element ? withAncestors(target) : []
  })
  document.addEventListener('focusout', () => {
    // The element still exists after a click on empty space, which removes the focus on purpose.
    queueMicrotask(() => {
      if (isFocusLost() && focusPath[0]?.isConnected) focusPath = []
    })
  })
  // `open`: nothing behind a dialog can have the focus until the dialog closes.
  new MutationObserver(restoreFocus).observe(root, {
    childList: true,
    subtree: true,
    attributeFilter: ['open'],
  })
}

function restoreFocus(changes: MutationRecord[]): void {
  if (!isFocusLost() || !focusPath[0] || focusPath[0].isConnected) return
  const row = focusPath.find((element) => element.matches('li, tr'))
  const removal = changes.find(({ removedNodes }) => row && [...removedNodes].includes(row))
  const next = removal?.nextSibling
  const target =
    next instanceof HTMLElement && next.isConnected
      ? next
      : headingAround(focusPath.find((element) => element.isConnected))
  if (!target) return
  // The row, not its button: pressing Enter once more must not end the next session too.
  target.tabIndex = -1
  target.focus()
}

/** The heading of the smallest part of the page that has one. */
function headingAround(element: Element | undefined): HTMLElement | null {
  const part = element?.closest('dialog, section, main')
  if (!part) return document.querySelector<HTMLElement>('h1, h2')
  return part.querySelector<HTMLElement>('h1, h2') ?? headingAround(part.parentElement ?? undefined)
}

function isFocusLost(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}

function withAncestors(element: Element): Element[] {
  const path: Element[] = []
  for (let each: Element | null = element; each; each = each.parentElement) path.push(each)
  return path
}
