/** Loads the script of a page when a pointer or the focus reaches a link to it, a moment before it opens. */
export function preloadLinks(preload: (path: string) => unknown): void {
  const onTarget = ({ target }: Event) => {
    const link = target instanceof Element && target.closest('a')
    if (link && link.origin === location.origin) preload(link.pathname)
  }
  document.addEventListener('pointerover', onTarget)
  document.addEventListener('focusin', onTarget)
}
