import { type Client, defaultClient } from '../client.ts'

// A server imports the modules too, but has no elements.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/** A custom element with a client, and with labels that can be translated. */
export abstract class LatchkeyElement<Labels extends object> extends Base {
  #client: Client | undefined
  #labels: Labels
  #unmount: (() => void) | undefined

  constructor(english: Labels) {
    super()
    this.#labels = english
  }

  /** Shows the content. Returns a function that ends what this started. */
  protected abstract mount(): () => void

  /** The client to use; by default the client of the page's own origin. */
  get client(): Client {
    return this.#client ?? defaultClient()
  }

  set client(client: Client) {
    if (client === this.#client) return
    this.#client = client
    this.#remount()
  }

  get labels(): Labels {
    return this.#labels
  }

  set labels(labels: Partial<Labels>) {
    const all = { ...this.#labels, ...labels }
    if (JSON.stringify(all) === JSON.stringify(this.#labels)) return
    this.#labels = all
    this.#remount()
  }

  connectedCallback() {
    this.#unmount = this.mount()
  }

  disconnectedCallback() {
    this.#unmount?.()
  }

  #remount() {
    if (!this.isConnected) return
    this.disconnectedCallback()
    this.connectedCallback()
  }
}

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
