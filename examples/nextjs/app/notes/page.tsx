import { requireSession } from '../session.ts'

/** Only for signed-in accounts. A layout does not protect its pages: each page asks by itself. */
export default async function Notes() {
  const { account } = await requireSession('/notes')
  return (
    <>
      <h1>Your notes</h1>
      <p>Only {account.first_name ?? account.username ?? account.email} can see this page.</p>
    </>
  )
}
