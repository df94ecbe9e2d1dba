import { describe, expect, it } from 'vitest'
import {
  createInvitation,
  listInvitations,
  me,
  userObject,
} from '../support/accounts/invitations.ts'
import {
  type Challenge,
  challenge,
  linkIn,
  otherThan,
  resetToken,
} from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { disable, freshDatabase, setOf } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { serving } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const fresh = 'another long enough one'

describe('POST /api/auth/send-password-reset-link', () => {
  it('mails a link to the reset page, and returns true', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const { status, body } = await service.post('/api/auth/send-password-reset-link', {
      email: alice,
    })
    expect([status, body]).toEqual([200, true])
    expect(service.mails.map(({ to }) => to)).toEqual([alice])
    const { origin, pathname, searchParams } = linkIn(service.mails[0])
    expect([origin, pathname]).toEqual(['https://sign-in.test', '/reset-password'])
    expect([...searchParams.keys()]).toEqual(['token'])
  })

  it('returns true for an unknown address, and mails nothing', async () => {
    const service = serving('lncrawl')
    const { status, body } = await service.post('/api/auth/send-password-reset-link', {
      email: alice,
    })
    expect([status, body, service.mails]).toEqual([200, true, []])
  })

  it.each([[{}], [{ email: '' }], [{ email: 'alice' }], [{ email: [alice] }], [{ email: null }]])(
    'rejects %j with 400',
    async (json) => {
      await person(alice)
      const service = serving('lncrawl')
      const { status, body } = await service.post('/api/auth/send-password-reset-link', json)
      expect([status, body.errors[0].path, service.mails]).toEqual([400, 'email', []])
    },
  )
})

describe('POST /api/auth/reset-password-with-token', () => {
  const path = '/api/auth/reset-password-with-token'

  it('sets the new password', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    const { status, body } = await service.post(path, { password: fresh }, { token })
    expect([status, body]).toEqual([200, true])
    const old = await service.post('/api/auth/login', { email: alice, password })
    expect(old.status).toBe(401)
    const now = await service.post('/api/auth/login', { email: alice, password: fresh })
    expect(now.status).toBe(200)
  })

  it('verifies the email address', async () => {
    const { id } = await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    await service.post(path, { password: fresh }, { token })
    const { body } = await service.post('/api/auth/login', { email: alice, password: fresh })
    expect(body.user).toEqual(userObject({ id, email: alice, is_verified: true }))
  })

  it('lets the page of the link read the account at GET /me', async () => {
    const { id } = await person(alice)
    const service = serving('lncrawl')
    const { status, body } = await me(service, await resetToken(service, alice))
    expect(status).toBe(200)
    expect(body).toEqual(userObject({ id, email: alice }))
  })

  it.each([
    [{}],
    [{ password: 'seven77' }],
    [{ password: 'password123' }],
    [{ password: 12345678 }],
    [{ password: null }],
  ])('rejects %j with 400, and the link stays valid', async (json) => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    const { status, body } = await service.post(path, json, { token })
    expect([status, body.errors[0].path]).toEqual([400, 'password'])
    const { status: then } = await service.post(path, { password: fresh }, { token })
    expect(then).toBe(200)
  })

  it('rejects a used link with 401', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    await service.post(path, { password: fresh }, { token })
    const { status, body } = await service.post(path, { password }, { token })
    expect([status, body.code]).toEqual([401, 'reset_token_invalid'])
  })

  it('requires the token as the bearer token, not in the body or the query', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    const json = { password: fresh, token }
    expect((await service.post(path, json)).status).toBe(401)
    expect((await service.post(`${path}?token=${token}`, json)).status).toBe(401)
  })
})

describe('POST /api/auth/me/send-otp', () => {
  const path = '/api/auth/me/send-otp'

  it('mails a code and returns a challenge token, which clients decode as a JWT', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const { status, body } = await service.post(path, undefined, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) })
    expect(service.mails.map(({ to }) => to)).toEqual([alice])
    const claims = JSON.parse(atob(body.token.split('.')[1]))
    const seconds = claims.exp - Date.now() / 1000
    expect(seconds).toBeGreaterThan(590)
    expect(seconds).toBeLessThanOrEqual(600)
  })

  it('ignores any body', async () => {
    const { token } = await person(alice)
    const { status } = await serving('lncrawl').request('POST', path, { raw: '{"x', token })
    expect(status).toBe(200)
  })

  it('rejects an account without an email address with 400', async () => {
    const { token } = await person('alice')
    const service = serving('lncrawl')
    const { status, body } = await service.post(path, undefined, { token })
    expect([status, body.code, service.mails]).toEqual([400, 'email_missing', []])
  })

  it('rejects the default account, whose name is not an email address, with 400', async () => {
    const service = serving('lncrawl', { DEFAULT_ACCOUNTS: 'on' })
    const login = await service.post('/api/auth/login', { email: 'admin', password: 'admin' })
    const { status, body } = await service.post(path, undefined, { token: login.body.token })
    expect([status, body.code, service.mails]).toEqual([400, 'email_missing', []])
  })

  it('rejects a verified address with 409', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    await service.post('/api/auth/verify-otp', undefined, { form: await challenge(service, token) })
    const { status, body } = await service.post(path, undefined, { token })
    expect([status, body.code]).toEqual([409, 'already_verified'])
  })

  it('rejects a sixth code within an hour with 429', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    for (let mail = 0; mail < 5; mail++) await challenge(service, token)
    const { status, body, headers } = await service.post(path, undefined, { token })
    expect([status, body.code]).toEqual([429, 'too_many_mails'])
    const seconds = Number(headers.get('Retry-After'))
    expect(seconds).toBeGreaterThan(3590)
    expect(seconds).toBeLessThanOrEqual(3600)
    expect(service.mails).toHaveLength(5)
  })
})

describe('POST /api/auth/verify-otp', () => {
  const path = '/api/auth/verify-otp'
  const multipart = (fields: Record<string, string | File>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return form
  }
  const encodings: [string, (fields: Challenge) => Challenge | FormData][] = [
    ['multipart/form-data', multipart],
    ['application/x-www-form-urlencoded', (fields) => fields],
  ]

  describe.each(encodings)('as %s', (_, encoded) => {
    it('accepts the code and verifies the email address', async () => {
      const { id, token } = await person(alice)
      const service = serving('lncrawl')
      const form = encoded(await challenge(service, token))
      const { status, body } = await service.post(path, undefined, { form })
      expect([status, body]).toEqual([200, true])
      const user = userObject({ id, email: alice, is_verified: true })
      expect((await me(service, token)).body).toEqual(user)
    })

    it('rejects a wrong code with 403', async () => {
      const { token } = await person(alice)
      const service = serving('lncrawl')
      const right = await challenge(service, token)
      const form = encoded({ ...right, otp: otherThan(right.otp) })
      const { status, body } = await service.post(path, undefined, { form })
      expect([status, body.code]).toEqual([403, 'invalid_code'])
      expect((await me(service, token)).body.is_verified).toBe(false)
    })

    it.each([['otp'], ['token']] as const)(
      'rejects a missing or empty %s with 400',
      async (name) => {
        const { token } = await person(alice)
        const service = serving('lncrawl')
        const { [name]: _, ...rest } = await challenge(service, token)
        for (const fields of [rest, { ...rest, [name]: '' }]) {
          const form = encoded(fields as Challenge)
          const { status, body } = await service.post(path, undefined, { form })
          expect([status, body.errors[0].path]).toEqual([400, name])
        }
      },
    )
  })

  it('rejects a file in place of text with 400', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const sent = await challenge(service, token)
    const form = multipart({ ...sent, otp: new File([sent.otp], 'otp.txt') })
    const { status, body } = await service.post(path, undefined, { form })
    expect([status, body.errors[0].path]).toEqual([400, 'otp'])
  })

  it.each([
    ['application/json', JSON.stringify],
    ['text/plain', String],
    ['application/xml', String],
  ])('rejects %s with 415', async (type, encode) => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const raw = encode(await challenge(service, token))
    const headers = { 'Content-Type': type }
    const { status } = await service.request('POST', path, { raw, headers })
    expect(status).toBe(415)
  })

  it('rejects a body without a content type with 415', async () => {
    const raw = new TextEncoder().encode('otp=123456&token=x')
    const { status } = await serving('lncrawl').request('POST', path, { raw })
    expect(status).toBe(415)
  })

  it.each([
    ['multipart/form-data', 'otp=1'],
    ['multipart/form-data; boundary=x', 'otp=1'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="otp"\r\n'],
  ])('rejects a malformed body of %s with 400', async (type, raw) => {
    const headers = { 'Content-Type': type }
    const { status } = await serving('lncrawl').request('POST', path, { raw, headers })
    expect(status).toBe(400)
  })

  it('rejects an invalid token with 401', async () => {
    const form = { otp: '123456', token: 'x' }
    const { status, body } = await serving('lncrawl').post(path, undefined, { form })
    expect([status, body.code]).toEqual([401, 'otp_token_invalid'])
  })

  it.each<[string, (id: string, session: string, form: Challenge) => Promise<unknown>]>([
    ['used', (_, __, form) => serving('lncrawl').post(path, undefined, { form })],
    ['voided by a newer one', (_, session) => challenge(serving('lncrawl'), session)],
    ['expired', (id) => setOf(id, 'otp_challenges', { expires_at: Date.now() - 1 })],
    ['of a disabled account', (id) => disable(id)],
  ])('rejects a challenge token %s with 401, although the code is right', async (_, spoil) => {
    const { id, token } = await person(alice)
    const service = serving('lncrawl')
    const form = await challenge(service, token)
    await spoil(id, token, form)
    const { status, body } = await service.post(path, undefined, { form })
    expect([status, body.code]).toEqual([401, 'otp_token_invalid'])
  })

  it('rejects the right code after five wrong ones with 401', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const right = await challenge(service, token)
    const wrong = { ...right, otp: otherThan(right.otp) }
    for (let guess = 0; guess < 5; guess++) {
      expect((await service.post(path, undefined, { form: wrong })).status).toBe(403)
    }
    expect((await service.post(path, undefined, { form: right })).status).toBe(401)
    expect((await me(service, token)).body.is_verified).toBe(false)
  })

  it('accepts the right code after four wrong ones', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const right = await challenge(service, token)
    const wrong = { ...right, otp: otherThan(right.otp) }
    for (let guess = 0; guess < 4; guess++) await service.post(path, undefined, { form: wrong })
    expect((await service.post(path, undefined, { form: right })).status).toBe(200)
  })

  it('ends the sessions other than the one that requested it, and keeps invitations', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const other = await service.post('/api/auth/login', { email: alice, password })
    const invitation = await createInvitation(service, token)
    const form = await challenge(service, token)
    await service.post(path, undefined, { form })
    expect((await me(service, other.body.token)).status).toBe(401)
    expect(await listInvitations(service, token)).toEqual([invitation])
  })
})
