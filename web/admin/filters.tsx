import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'

interface FilterFacts {
  /** Of the page that shows what is found. */
  path: string
  submit: string
  children: ComponentChildren
}

/** What is looked for goes into the address, so that it can be gone back to and passed on. */
export function Filters({ path, submit, children }: FilterFacts) {
  const { route } = useLocation()
  function find(event: SubmitEvent) {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const given = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    )
    route(`${path}?${new URLSearchParams(given)}`)
  }
  return (
    <search>
      <form class="filters" action={path} onSubmit={find}>
        {children}
        <button type="submit" class="button quiet">
          {submit}
        </button>
      </form>
    </search>
  )
}

interface PageFacts {
  path: string
  /** The parameter that says where a page begins. */
  cursor: string
  next: string | null
}

/** On to the next page, and back to the first. */
export function NextPage({ path, cursor, next }: PageFacts) {
  const { query } = useLocation()
  const { [cursor]: here, ...filters } = query
  const to = (given: Record<string, string>) => `${path}?${new URLSearchParams(given)}`
  if (!next && !here) return null
  return (
    <nav aria-label="Pages" class="row">
      {here && <a href={to(filters)}>First page</a>}
      {next && <a href={to({ ...filters, [cursor]: next })}>Next page</a>}
    </nav>
  )
}

/** Which of the choices an address names; anybody may have written it. */
export function chosen<T extends object>(
  choices: T,
  text: string | undefined,
): keyof T | undefined {
  return text !== undefined && Object.hasOwn(choices, text) ? (text as keyof T) : undefined
}
