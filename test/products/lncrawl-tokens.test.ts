import { describe, expect, it } from 'vitest'
import { createInvitation, listInvitations } from '../support/accounts/invitations.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, disable, freshDatabase, setOf, write } from '../support/database/rows.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const day = 86_400_000

/** Whether an invitation is valid, by /verify-token. */
async function verified(service: Service, token: string): Promise<unknown> {
  const { status, body } = await service.get(`/api/auth/verify-token?token=${token}`)
  expect(status).toBe(200)
  return body
}

describe('POST /api/auth/me/create-token', () => {
  it('returns a token of ten characters without lookalikes', async () => {
    const { token } = await person()
    const { status, body } = await serving('lncrawl').post('/api/auth/me/create-token', undefined, {
      token,
    })
    expect(status).toBe(200)
    expect(body).toEqual({ token: expect.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{10}$/) })
  })

  const path = '/api/auth/me/create-token'
  const current = async (service: Service, token: string) =>
    (await service.post(path, undefined, { token })).body.token

  it('returns the same token each time, even with fifty others', async () => {
    const { token } = await person()
    const service = serving('lncrawl')
    const first = await current(service, token)
    for (let count = 0; count < 55; count++) expect(await current(service, token)).toBe(first)
    expect(await listInvitations(service, token)).toEqual([first])
    expect(await countRows('events', "event = 'authn_token_created'")).toBe(1)
    expect(await verified(service, first)).toBe(true)
  })

  it('returns the token that expires last', async () => {
    const { id, token } = await person()
    const service = serving('lncrawl')
    const [early] = [await createInvitation(service, token)]
    await setOf(id, 'api_tokens', { expires_at: Date.now() + 30 * day })
    const late = await createInvitation(service, token)
    await write('update api_tokens set created_at = 1 where expires_at > ?', Date.now() + 31 * day)
    expect(await current(service, token)).toBe(late)
    expect(late).not.toBe(early)
  })

  it.each([
    ['7 days', {}, 7],
    ['half of a shorter life', { INVITATION_DAYS: '4' }, 2],
  ])(
    'returns a new token if less than %s is left, and then always that one',
    async (_, vars, left) => {
      const { id, token } = await person()
      const service = serving('lncrawl', vars)
      const first = await current(service, token)
      await setOf(id, 'api_tokens', { expires_at: Date.now() + left * day + 60_000 })
      expect(await current(service, token)).toBe(first)
      await setOf(id, 'api_tokens', { expires_at: Date.now() + left * day - 1 })
      const second = await current(service, token)
      expect(second).not.toBe(first)
      expect(await current(service, token)).toBe(second)
      expect(await verified(service, first)).toBe(true)
    },
  )

  it('returns a new token after the account deleted the old one, and never a token of another account', async () => {
    const { token } = await person()
    const other = await person('bob')
    const service = serving('lncrawl')
    const theirs = await current(service, other.token)
    const first = await current(service, token)
    expect(first).not.toBe(theirs)
    const { body } = await service.get('/api/auth/invitations', { token })
    await service.delete(`/api/auth/invitations/${body.items[0].id}`, { token })
    expect(await current(service, token)).not.toBe(first)
    expect(await current(service, other.token)).toBe(theirs)
  })

  it('returns a new token if fifty others expire within hours', async () => {
    const { id, token } = await person()
    const service = serving('lncrawl')
    for (let count = 0; count < 50; count++) await createInvitation(service, token)
    await setOf(id, 'api_tokens', { expires_at: Date.now() + 3_600_000 })
    expect(await current(service, token)).toHaveLength(10)
  })

  it('ignores any body', async () => {
    const { token } = await person()
    const { status } = await serving('lncrawl').request('POST', path, { raw: '{"x', token })
    expect(status).toBe(200)
  })
})

describe('GET /api/auth/verify-token', () => {
  it('returns true for a valid token of an enabled account', async () => {
    const { token } = await person()
    const service = serving('lncrawl')
    const { status, body } = await service.get(
      `/api/auth/verify-token?token=${await createInvitation(service, token)}`,
    )
    expect([status, body]).toEqual([200, true])
  })

  it.each([
    ['1111111111'],
    ['x'],
    ['%20'],
    ['%00'],
    ['%27%20or%201=1--'],
    ['1'.repeat(2000)],
    ['%F0%9F%A6%8A'],
  ])('returns false for an invalid token: %s', async (token) => {
    expect(await verified(serving('lncrawl'), token)).toBe(false)
  })

  it('is case-sensitive', async () => {
    const { token } = await person()
    const service = serving('lncrawl')
    // A token of digits only, about one in fifty million, is equal after the swap.
    const made = await createInvitation(service, token)
    const swapped = [...made].map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    expect(await verified(service, swapped.join(''))).toBe(swapped.join('') === made)
  })

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['has expired', (id) => setOf(id, 'api_tokens', { expires_at: Date.now() - 1 })],
    ['belongs to a disabled account', (id) => disable(id)],
    [
      'belongs to a deleted account',
      async (id) =>
        new Service().delete(`/api/auth/users/${id}`, { token: (await administrator()).token }),
    ],
  ])('returns false for a token that %s', async (_, spoil) => {
    const { id, token } = await person()
    const service = serving('lncrawl')
    const made = await createInvitation(service, token)
    expect(await verified(service, made)).toBe(true)
    await spoil(id)
    expect(await verified(service, made)).toBe(false)
  })

  it.each([[''], ['?'], ['?token='], ['?tokens=1111111111']])(
    'rejects a missing token with 400: %j',
    async (query) => {
      const { status, body } = await serving('lncrawl').get(`/api/auth/verify-token${query}`)
      expect([status, body.errors[0].path]).toEqual([400, 'token'])
    },
  )

  it('takes one D1 round trip', async () => {
    const { token } = await person()
    const service = serving('lncrawl')
    const made = await createInvitation(service, token)
    expect(await service.tripsOf('GET', `/api/auth/verify-token?token=${made}`)).toBe(1)
  })
})

describe('POST /api/auth/me/tokens', () => {
  it.each([
    ['90 days by default', {}, 90],
    ['INVITATION_DAYS where set', { INVITATION_DAYS: '7' }, 7],
  ])('lists tokens with owner and expiry, %s, latest first', async (_, vars, days) => {
    const { id, token } = await person()
    const service = serving('lncrawl', vars)
    const before = Date.now()
    const made = [await createInvitation(service, token), await createInvitation(service, token)]
    const after = Date.now()
    const { status, body } = await service.post('/api/auth/me/tokens', undefined, { token })
    expect(status).toBe(200)
    expect(body).toEqual(
      made.toReversed().map((text) => ({
        token: text,
        user_id: id,
        expires_at: expect.any(Number),
      })),
    )
    for (const { expires_at } of body) {
      expect(expires_at).toBeGreaterThanOrEqual(before + days * day)
      expect(expires_at).toBeLessThanOrEqual(after + days * day)
    }
  })

  it('returns an empty list at first', async () => {
    const { token } = await person()
    const { status, body } = await serving('lncrawl').post('/api/auth/me/tokens', undefined, {
      token,
    })
    expect([status, body]).toEqual([200, []])
  })

  it('does not list expired tokens or tokens of other accounts', async () => {
    const { id, token } = await person()
    const other = await person('bob')
    const service = serving('lncrawl')
    await createInvitation(service, token)
    const theirs = await createInvitation(service, other.token)
    await setOf(id, 'api_tokens', { expires_at: Date.now() - 1 })
    const mine = await createInvitation(service, token)
    expect(await listInvitations(service, token)).toEqual([mine])
    expect(await listInvitations(service, other.token)).toEqual([theirs])
  })
})
