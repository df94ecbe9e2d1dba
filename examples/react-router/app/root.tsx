import { createClient } from 'latchkey/client'
import { LatchkeyProvider, UserButton } from 'latchkey/react'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, Links, Meta, Outlet, Scripts, ScrollRestoration, useRevalidator } from 'react-router'
import type { Route } from './+types/root.ts'
import { getSession, loadSession } from './session.server.ts'
import './style.css'

export const middleware = [loadSession]

export function loader(args: Route.LoaderArgs) {
  return { session: getSession(args) }
}

export const meta: Route.MetaFunction = () => [{ title: 'Notes' }]

export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <link rel="icon" href="data:," />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  )
}

export default function Root({ loaderData }: Route.ComponentProps) {
  // The browser begins with the session that the server found.
  const [client] = useState(() => createClient('', { current: loaderData.session }))
  const { revalidate } = useRevalidator()
  // Another person signed in, or no one is signed in any more: load the data of the page again.
  useEffect(() => client.onChange(() => void revalidate()), [client, revalidate])
  return (
    <LatchkeyProvider client={client}>
      <header>
        <Link to="/">Notes</Link>
        <UserButton />
      </header>
      <main>
        <Outlet />
      </main>
    </LatchkeyProvider>
  )
}
