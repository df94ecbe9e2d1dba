import {
  LatchkeyProvider,
  SignedIn,
  SignedOut,
  SignInButton,
  UserButton,
  useLatchkey,
} from 'latchkey/react'
import { useEffect, useState } from 'react'

export function App() {
  return (
    <LatchkeyProvider>
      <header>
        <UserButton align="start" />
      </header>
      <main>
        <h1>Notes</h1>
        <SignedIn fallback={<p>Loading…</p>}>
          {({ account }) => (
            <>
              <p>Hello {account.first_name ?? account.email}</p>
              <Devices />
            </>
          )}
        </SignedIn>
        <SignedOut>
          <p>
            <SignInButton>Sign in to see your notes</SignInButton>
          </p>
        </SignedOut>
      </main>
    </LatchkeyProvider>
  )
}

/** How many devices the account is signed in on. */
function Devices() {
  const client = useLatchkey()
  const [count, setCount] = useState<number>()
  useEffect(() => {
    client.sessions().then(
      (sessions) => setCount(sessions.length),
      // If the session has ended, the client shows the page as signed out.
      () => setCount(undefined),
    )
  }, [client])
  return count === undefined ? null : <p>Active sessions: {count}</p>
}
