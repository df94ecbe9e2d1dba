'use client'

import { type Current, createClient } from 'latchkey/client'
import { LatchkeyProvider } from 'latchkey/react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'

export { SignInButton, UserButton } from 'latchkey/react'

/** Gives client components the session that the server found, and keeps it up to date. */
export function ClientSession(props: { session: Current | null; children: ReactNode }) {
  const [client] = useState(() => createClient('', { current: props.session }))
  const { refresh } = useRouter()
  // Another person signed in, or no one is signed in any more: render the page again.
  useEffect(() => client.onChange(() => refresh()), [client, refresh])
  return <LatchkeyProvider client={client}>{props.children}</LatchkeyProvider>
}
