import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ClientSession, UserButton } from './client-session.tsx'
import { getSession } from './session.ts'
import './style.css'

export const metadata: Metadata = { title: 'Notes', icons: { icon: 'data:,' } }

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <ClientSession session={await getSession()}>
          <header>
            <Link href="/">Notes</Link>
            <UserButton />
          </header>
          <main>{children}</main>
        </ClientSession>
      </body>
    </html>
  )
}
