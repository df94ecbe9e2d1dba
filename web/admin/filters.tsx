import type { ComponentChildren } from 'preact'
import { useLocation } from 'preact-iso'

interface FilterProps {
  /** The page that shows the results. */
  path: string
  submitLabel: string
  children: ComponentChildren
}

/** A search form whose values go into the URL, so that results work with history and links. */
export function Filters({ path, submitLabel, children }: FilterProps) {
  const { route } = useLocation()
  function search(event: SubmitEvent) {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const values = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    )
    route(`${path}?${new URLSearchParams(values)}`)
  }
  return (
    <search>
      <form class="filters" action={path} onSubmit={search}>
        {children}
        <button type="submit" class="button secondary">
          {submitLabel}
        </button>
      </form>
    </search>
  )
}

interface PaginationProps {
  path: string
  /** The query parameter of the cursor. */
  cursor: string
  next: string | null
}

/** Links to the first and the next page. */
export function Pagination({ path, cursor, next }: PaginationProps) {
  const { query } = useLocation()
  const { [cursor]: current, ...filters } = query
  const urlOf = (parameters: Record<string, string>) => `${path}?${new URLSearchParams(parameters)}`
  if (!next && !current) return null
  return (
    <nav aria-label="Pagination" class="bar">
      {current && <a href={urlOf(filters)}>First page</a>}
      {next && <a href={urlOf({ ...filters, [cursor]: next })}>Next page</a>}
    </nav>
  )
}

/** The option that a query parameter names, or undefined: a URL may contain anything. */
export function optionOf<T extends object>(
  options: T,
  text: string | undefined,
): keyof T | undefined {
  return text !== undefined && Object.hasOwn(options, text) ? (text as keyof T) : undefined
}
