import 'server-only'
import { type Current, signInUrl } from 'latchkey/client'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'

/** Where the server reaches Latchkey. */
const latchkey = process.env.LATCHKEY_URL ?? 'http://localhost:8787'

/** Who is signed in, or null. Asks Latchkey once for each request, for all components. */
export const getSession = cache(async (): Promise<Current | null> => {
  const cookie = (await headers()).get('Cookie') ?? ''
  const response = await fetch(`${latchkey}/api/auth/session`, {
    headers: { Cookie: cookie },
    cache: 'no-store',
  })
  if (!response.ok) throw new Error(`Latchkey returned ${response.status}`)
  return response.json()
})

/** Who is signed in. Sends a guest to the sign-in page, which returns to `path`. */
export async function requireSession(path: string): Promise<Current> {
  return (await getSession()) ?? redirect(signInUrl(path))
}
