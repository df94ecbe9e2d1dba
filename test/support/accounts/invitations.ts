import { expect } from 'vitest'
import type { Answer, Client } from '../requests/client.ts'

/** lncrawl's complete user object: an account right after sign-up, with the given members changed. */
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

/** Creates an invitation and returns its token. */
export async function createInvitation(client: Client, session: string): Promise<string> {
  const { status, body } = await client.post('/api/auth/invitations', undefined, { token: session })
  expect(status).toBe(201)
  return body.token
}

/** GET /me with any token. */
export function me(client: Client, token: string): Promise<Answer> {
  return client.get('/api/auth/me', { token })
}

/** The tokens of the account's invitations, latest first. */
export async function listInvitations(client: Client, session: string): Promise<string[]> {
  const { status, body } = await client.post('/api/auth/me/tokens', undefined, { token: session })
  expect(status).toBe(200)
  return body.map(({ token }: { token: string }) => token)
}
