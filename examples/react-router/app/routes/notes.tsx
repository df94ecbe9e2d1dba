import { requireSession } from '../session.server.ts'
import type { Route } from './+types/notes.ts'

/** Only for signed-in accounts. */
export function loader(args: Route.LoaderArgs) {
  const { account } = requireSession(args)
  return { name: account.first_name ?? account.username ?? account.email }
}

export default function Notes({ loaderData }: Route.ComponentProps) {
  return (
    <>
      <h1>Your notes</h1>
      <p>Only {loaderData.name} can see this page.</p>
    </>
  )
}
