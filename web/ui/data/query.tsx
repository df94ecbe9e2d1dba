import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { errorMessage } from '../../lib/error-message.ts'
import { t } from '../../lib/text.ts'
import { FormError } from '../form/form-error.tsx'
import { Skeleton } from './skeleton.tsx'

export interface QueryResult<T> {
  data: T | undefined
  /** Why there is no data, or no newer data. */
  error: string | undefined
  /** Fetches again; the present data stays visible until the response arrives. */
  refetch: () => Promise<void>
}

/** Fetches data when a component mounts, when `key` changes, and after an error when the connection is back. */
export function useQuery<T>(fetchData: () => Promise<T>, key = ''): QueryResult<T> {
  const [state, setState] = useState<Pick<QueryResult<T>, 'data' | 'error'>>({
    data: undefined,
    error: undefined,
  })
  // Responses may arrive out of order: only the response to the latest request is used.
  const latest = useRef(0)
  const refetch = async () => {
    latest.current += 1
    const request = latest.current
    try {
      const data = await fetchData()
      if (request === latest.current) setState({ data, error: undefined })
    } catch (cause) {
      const error = errorMessage(cause)
      if (request === latest.current) setState(({ data }) => ({ data, error }))
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: `fetchData` is a new function in every render
  useEffect(() => {
    refetch()
    return () => {
      latest.current += 1
    }
  }, [key])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (!state.error) return
    addEventListener('online', refetch)
    return () => removeEventListener('online', refetch)
  }, [state.error])
  return { ...state, refetch }
}

interface Props<T> {
  query: QueryResult<T>
  children: (data: T) => ComponentChildren
}

/** Shows the data of a query, or that the data is loading, or the error with a button to try again. */
export function Query<T>({ query: { data, error, refetch }, children }: Props<T>) {
  return (
    <>
      {error && (
        <FormError>
          {error}{' '}
          <button type="button" class="link" onClick={refetch}>
            {t('ui.try_again')}
          </button>
        </FormError>
      )}
      {data === undefined ? !error && <Skeleton /> : children(data)}
    </>
  )
}
