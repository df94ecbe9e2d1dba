import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { cookieOf, ours } from './browser.ts'
import { someAddress } from './flood.ts'
import { claimsOf } from './patterns.ts'
import { password } from './people.ts'
import type { Sent } from './prepared.ts'
import { Service } from './service.ts'

/** Passwords that accounts of prepared states have. */
const known = [password, 'admin', 'changeme']
const service = new Service()

/** A cookie of a new session of the account that a bearer token is of. */
export async function cookieFor(token: string): Promise<string> {
  const { sub } = claimsOf(token)
  const names = env.DB.prepare(
    'select coalesce(email, username) as name from accounts where id = ?',
  )
  const username = await names.bind(sub).first<string>('name')
  for (const secret of known) {
    const answer = await service.post(
      '/api/auth/session',
      { username, password: secret },
      { headers: { ...ours, 'CF-Connecting-IP': someAddress() } },
    )
    if (answer.status === 200) return cookieOf(answer)
  }
  throw new Error('nobody knows the password of this account')
}

/** The same request by a page of our own, whose browser holds a cookie of the same account. */
export async function byCookie({ token, ...sent }: Sent): Promise<Sent> {
  expect(token).toBeDefined()
  const cookie = await cookieFor(token ?? '')
  return { ...sent, headers: { ...sent.headers, ...ours, Cookie: cookie } }
}
