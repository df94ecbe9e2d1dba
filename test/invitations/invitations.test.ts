import { env } from 'cloudflare:workers'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { createInvitation, listInvitations, me } from '../support/accounts/invitations.ts'
import { challenge, resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, everythingStored, freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const before = env.ROOT_SECRET
const after = 'Zs3vK8pQxN6wJc1RbYt5HdGm0LfEuTa9'

/** The steps of a rotation: the old secret, both, only the new one. */
const old = () => serving('lncrawl', { ROOT_SECRET: before })
const rotating = () => serving('lncrawl', { ROOT_SECRET: after, ROOT_SECRET_PREVIOUS: before })
const rotated = () => serving('lncrawl', { ROOT_SECRET: after })

async function verified(service: Service, token: string): Promise<unknown> {
  const { body } = await service.get(`/api/auth/verify-token?token=${token}`)
  return body
}

/** A new session. */
async function newSession(): Promise<string> {
  const { body } = await rotating().post('/api/auth/login', { email: alice, password })
  return body.token
}

describe('A stored invitation', () => {
  it('is nowhere in the database in plain text', async () => {
    const { token } = await person(alice)
    const service = old()
    const made = [await createInvitation(service, token), await createInvitation(service, token)]
    await verified(service, made[0] ?? '')
    await listInvitations(service, token)
    const stored = await everythingStored()
    expect(stored).toContain(alice)
    for (const text of made) {
      expect(stored).not.toContain(text)
      expect(stored).not.toContain(btoa(text).replace(/=+$/, ''))
    }
    const { results } = await env.DB.prepare('select token_sealed from api_tokens').all<{
      token_sealed: string
    }>()
    expect(results).toHaveLength(2)
    for (const { token_sealed } of results) {
      const bytes = String.fromCharCode(...base64url.decode(token_sealed))
      for (const text of made) expect(bytes).not.toContain(text)
    }
  })

  it('is found by a keyed hash', async () => {
    const { token } = await person(alice)
    const made = await createInvitation(old(), token)
    const row = await env.DB.prepare('select token_hash from api_tokens').first()
    for (const text of [made, `api-token\0${made}`]) {
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
      expect(row?.token_hash).not.toBe(base64url.encode(new Uint8Array(hash)))
    }
  })

  it('is encrypted differently each time, so that equal tokens are not visible', async () => {
    const { token } = await person(alice)
    const service = old()
    await createInvitation(service, token)
    const sealed = () => env.DB.prepare('select token_sealed from api_tokens').first('token_sealed')
    const first = await sealed()
    await listInvitations(rotating(), token)
    expect(await sealed()).not.toBe(first)
  })

  it('is skipped in the list if its row was changed', async () => {
    const { token } = await person(alice)
    const service = old()
    await createInvitation(service, token)
    await env.DB.prepare("update api_tokens set token_sealed = 'AAAA' || token_sealed").run()
    const second = await createInvitation(service, token)
    expect(await listInvitations(service, token)).toEqual([second])
  })

  it.each([[''], ['AAAA'], ['%%% no base64url %%%']])(
    'fails no request if its row contains %j',
    async (rubbish) => {
      const { token } = await person(alice)
      const service = old()
      await createInvitation(service, token)
      await env.DB.prepare('update api_tokens set token_sealed = ?').bind(rubbish).run()
      const second = await createInvitation(service, token)
      expect(await listInvitations(service, token)).toEqual([second])
    },
  )
})

describe('While ROOT_SECRET is rotated, with ROOT_SECRET_PREVIOUS', () => {
  it('sessions do not depend on it', async () => {
    const { token } = await person(alice)
    expect((await me(rotated(), token)).status).toBe(200)
    expect((await me(old(), await newSession())).status).toBe(200)
  })

  it('reset links and verification codes stay valid', async () => {
    const { token } = await person(alice)
    const form = await challenge(old(), token)
    expect((await rotating().post('/api/auth/verify-otp', undefined, { form })).body).toBe(true)
    const link = await resetToken(old(), alice)
    const json = { password: 'another long enough one' }
    const { body } = await rotating().post('/api/auth/reset-password-with-token', json, {
      token: link,
    })
    expect(body).toBe(true)
  })

  it('invitations stay valid', async () => {
    const { token } = await person(alice)
    const made = await createInvitation(old(), token)
    expect(await verified(rotating(), made)).toBe(true)
  })

  it('invitations are looked up under both secrets in one D1 round trip', async () => {
    const { token } = await person(alice)
    const service = rotating()
    const made = await createInvitation(service, token)
    expect(await service.tripsOf('GET', `/api/auth/verify-token?token=${made}`)).toBe(1)
  })

  it('old and new invitations are listed, latest first', async () => {
    const { token } = await person(alice)
    const first = await createInvitation(old(), token)
    const service = rotating()
    const second = await createInvitation(service, token)
    expect(await listInvitations(service, token)).toEqual([second, first])
  })

  it('invitations of both secrets count toward the fifty', async () => {
    const { token } = await person(alice)
    const service = old()
    for (let count = 0; count < 50; count++) await createInvitation(service, token)
    const { status } = await rotating().post('/api/auth/invitations', undefined, { token })
    expect(status).toBe(409)
  })

  it('a third secret is refused', async () => {
    const other = 'w0XkD4nVb8QmZr2TjLy6PcHs9GfEaUi7'
    const { token } = await person(alice)
    const foreign = await createInvitation(old(), token)
    const service = serving('lncrawl', { ROOT_SECRET: after, ROOT_SECRET_PREVIOUS: other })
    expect(await verified(service, foreign)).toBe(false)
  })
})

describe('After ROOT_SECRET_PREVIOUS is removed', () => {
  it('an invitation that was verified during the rotation stays valid', async () => {
    const { token } = await person(alice)
    const made = await createInvitation(old(), token)
    const idle = await createInvitation(old(), token)
    await verified(rotating(), made)
    expect(await verified(rotated(), made)).toBe(true)
    expect(await verified(rotated(), idle)).toBe(false)
    expect(await listInvitations(rotated(), await newSession())).toEqual([made])
  })

  it('invitations that were listed during the rotation stay valid', async () => {
    const { token } = await person(alice)
    const made = [await createInvitation(old(), token), await createInvitation(old(), token)]
    await listInvitations(rotating(), token)
    for (const text of made) expect(await verified(rotated(), text)).toBe(true)
    expect(await listInvitations(rotated(), await newSession())).toEqual(made.toReversed())
  })

  it('an invitation that was used during the rotation stays valid', async () => {
    const { token } = await person(alice)
    const referrer = await createInvitation(old(), token)
    const json = { referrer, email: 'bob@example.com', password }
    expect((await rotating().post('/api/auth/signup', json)).status).toBe(200)
    expect(await verified(rotated(), referrer)).toBe(true)
  })

  it('a re-encrypted invitation keeps its expiry', async () => {
    const { token } = await person(alice)
    await createInvitation(old(), token)
    const expiries = async (service: Service, session: string) => {
      const { body } = await service.post('/api/auth/me/tokens', undefined, { token: session })
      return body.map(({ expires_at }: { expires_at: number }) => expires_at)
    }
    const before = await expiries(rotating(), token)
    expect(before).toHaveLength(1)
    expect(await expiries(rotated(), await newSession())).toEqual(before)
  })
})

describe('POST /api/auth/me/create-token', () => {
  const current = async (service: Service, token: string) => {
    const { status, body } = await service.post('/api/auth/me/create-token', undefined, { token })
    expect(status).toBe(200)
    return body.token
  }

  it('returns the same token during and after a rotation', async () => {
    const { token } = await person(alice)
    const first = await current(old(), token)
    expect(await current(rotating(), token)).toBe(first)
    expect(await current(rotated(), await newSession())).toBe(first)
  })

  it('returns a new token, and keeps it, if the others cannot be decrypted', async () => {
    const { token } = await person(alice)
    const made = [await createInvitation(old(), token), await createInvitation(old(), token)]
    const session = await newSession()
    const fresh = await current(rotated(), session)
    expect(made).not.toContain(fresh)
    expect(await current(rotated(), session)).toBe(fresh)
    expect(await verified(rotated(), fresh)).toBe(true)
  })

  it.each(['', 'AAAA', '%%% no base64url %%%'])('skips a row that contains %j', async (rubbish) => {
    const { token } = await person(alice)
    const first = await current(old(), token)
    await env.DB.prepare('update api_tokens set token_sealed = ?').bind(rubbish).run()
    const second = await current(old(), token)
    expect(second).not.toBe(first)
    expect(await current(old(), token)).toBe(second)
  })

  it('returns no token if the session ends during the request', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl', { DB: meanwhile(() => env.DB.exec('delete from sessions')) })
    const { status } = await service.post('/api/auth/me/create-token', undefined, { token })
    expect(status).toBe(401)
    expect(await countRows('api_tokens')).toBe(0)
  })
})
