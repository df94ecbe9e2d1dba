import { useEffect, useSyncExternalStore } from 'react'
import type { Client, Current } from './client.ts'

/**
 * The signed-in account, kept up to date: null if signed out, undefined until the first response. Sends a request if
 * the client has not sent one yet. If no response arrives, call `client.session()` to get the error.
 */
export function useSession(client: Client): Current | null | undefined {
  useEffect(() => {
    if (client.current === undefined) client.session().catch(() => undefined)
  }, [client])
  return useSyncExternalStore(
    client.onChange,
    () => client.current,
    () => undefined,
  )
}
