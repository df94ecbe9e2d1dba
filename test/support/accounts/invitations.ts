import { expect } from 'vitest'
import type { Answer, Client } from '../requests/client.ts'

/** lncrawl's user object, whole: an account as it is right after signing up, unless told otherwise. */
export function userObject(facts: Record<string, unknown>): Record<string, unknown> {
  return {
    id: expect.stringMatching(/^[\w-]+$/),
    name: null,
    role: 'user',
    is_active: true,
    is_verified: false,
    referrer_id: null,
    tier: 0,
    extra: {},
    created_at: expect.any(Number),
    updated_at: expect.any(Number),
    ...facts,
  }
}

/** A new user token, which its owner hands to whoever is to sign up. */
export async function userToken(client: Client, session: string): Promise<string> {
  const { status, body } = await client.post('/api/auth/tokens', undefined, { token: session })
  expect(status).toBe(200)
  return body.token.token
}

/** GET /me with whatever token. */
export function me(client: Client, token: string): Promise<Answer> {
  return client.get('/api/auth/me', { token })
}

/** The user tokens of an account, as it sees them listed. */
export async function listedTokens(client: Client, session: string): Promise<string[]> {
  const { status, body } = await client.post('/api/auth/me/tokens', undefined, { token: session })
  expect(status).toBe(200)
  return body.map(({ token }: { token: string }) => token)
}
