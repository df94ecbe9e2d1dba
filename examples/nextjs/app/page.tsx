import Link from 'next/link'
import { SignInButton } from './client-session.tsx'
import { getSession } from './session.ts'

export default async function Home() {
  const account = (await getSession())?.account
  return (
    <>
      <h1>Notes</h1>
      {account ? (
        <>
          <p>Hello {account.first_name ?? account.username ?? account.email}</p>
          <Link className="button" href="/notes">
            Open your notes
          </Link>
        </>
      ) : (
        <>
          <p>Write down what you must not forget.</p>
          <SignInButton className="button" next="/notes">
            Sign in to see your notes
          </SignInButton>
        </>
      )}
    </>
  )
}
