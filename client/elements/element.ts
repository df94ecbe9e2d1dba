/** The base class of custom elements. A server imports the modules too, but has no elements. */
export const ElementBase: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * A style sheet for shadow roots. A strict Content-Security-Policy allows it, because it is no inline style.
 * @returns a function, so that nothing is created where no element is
 */
export function sheet(css: string): () => CSSStyleSheet {
  let created: CSSStyleSheet | undefined
  return () => {
    if (created) return created
    created = new CSSStyleSheet()
    created.replaceSync(css)
    return created
  }
}

/** Defines an element once: two copies of the package may be on one page. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element)
}

/** Creates an element with attributes, listeners of clicks, and content. No markup is parsed (Trusted Types). */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...content)
  return element
}
