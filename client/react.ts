import { useEffect, useSyncExternalStore } from 'react'
import type { Client, Current } from './client.ts'

/**
 * Who is signed in, kept current: null for nobody, undefined until the first answer. Asks when nobody has yet;
 * call `client.session()` to learn why no answer comes.
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
