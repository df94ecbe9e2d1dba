import { SignedIn, SignedOut, SignInButton } from 'latchkey/react'
import { Link } from 'react-router'

export default function Home() {
  return (
    <>
      <h1>Notes</h1>
      <SignedIn>
        {({ account }) => (
          <>
            <p>Hello {account.first_name ?? account.username ?? account.email}</p>
            <Link className="button" to="/notes">
              Open your notes
            </Link>
          </>
        )}
      </SignedIn>
      <SignedOut>
        <p>Write down what you must not forget.</p>
        <SignInButton className="button" next="/notes">
          Sign in to see your notes
        </SignInButton>
      </SignedOut>
    </>
  )
}
