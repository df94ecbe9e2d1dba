import { env } from 'cloudflare:workers'
import { base64url, decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { me } from '../support/accounts/invitations.ts'
import { type Challenge, challenge, codeIn, otherThan } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

const alice = 'alice@example.com'
const fresh = 'another long enough one'

function verify(service: Service, form: Challenge): Promise<Answer> {
  return service.post('/api/auth/verify-otp', undefined, { form })
}

async function guess(service: Service, { otp, token }: Challenge, times: number) {
  const statuses: number[] = []
  for (let count = 0; count < times; count++) {
    statuses.push((await verify(service, { otp: otherThan(otp), token })).status)
  }
  return statuses
}

describe('A verification code', () => {
  it('has six digits, with leading zeros', async () => {
    const { id, token } = await person(alice)
    const service = serving('lncrawl')
    const seen: string[] = []
    // One in ten begins with a zero: the chance that none of 300 does is 10^-13.
    while (!seen.at(-1)?.startsWith('0') && seen.length < 300) {
      await env.DB.prepare(
        "delete from throttles where key like 'mail-code:%' or key like 'code-asked:%' or key like 'write:%'",
      ).run()
      const headers = { 'CF-Connecting-IP': `192.0.2.${seen.length % 250}` }
      const sent = await service.post('/api/auth/me/send-otp', undefined, { token, headers })
      seen.push(codeIn(service.mails.at(-1)))
      if (!seen.at(-1)?.startsWith('0')) continue
      const form = { otp: seen.at(-1) ?? '', token: sent.body.token }
      expect((await verify(service, { ...form, otp: String(Number(form.otp)) })).status).toBe(403)
      expect((await verify(service, form)).body).toBe(true)
    }
    expect(seen.at(-1)).toMatch(/^0/)
    expect((await me(service, token)).body).toMatchObject({ id, is_verified: true })
  })

  it('is accepted with the spaces that copying adds', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const { otp, token: session } = await challenge(service, token)
    expect((await verify(service, { otp: ` ${otp}\n`, token: session })).body).toBe(true)
  })

  it('is not sent if the session ends during the request, which returns 401', async () => {
    const { token } = await person(alice)
    const DB = meanwhile(() => env.DB.prepare('delete from sessions').run())
    const service = new Service({ APIS: 'lncrawl', DB })
    expectProblem(
      await service.post('/api/auth/me/send-otp', undefined, { token }),
      401,
      'unauthenticated',
    )
    expect(service.mails).toEqual([])
    expect(await countRows('otp_challenges')).toBe(0)
  })

  it('expires after ten minutes, by its token', async () => {
    const { token } = await person(alice)
    const { iat = 0, exp = 0 } = decodeJwt((await challenge(serving('lncrawl'), token)).token)
    expect(Math.abs(exp - iat - 600)).toBeLessThanOrEqual(1)
  })

  it('is in no response, no log line and no row, not even as an unkeyed hash', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const { body } = await service.post('/api/auth/me/send-otp', undefined, { token })
    const otp = codeIn(service.mails.at(-1))
    const claims = decodeJwt(body.token)
    expect(Object.values(claims).map(String)).not.toContain(otp)
    for (const line of logs) expect(line.split(/[^0-9]+/)).not.toContain(otp)

    const row = await env.DB.prepare('select * from otp_challenges').first()
    expect(Object.values(row ?? {}).map(String)).not.toContain(otp)
    for (const text of [otp, `${claims.jti}:${otp}`, `otp\0${claims.jti}:${otp}`]) {
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
      expect(row?.code_hash).not.toBe(base64url.encode(new Uint8Array(hash)))
    }
  })

  it('is bound to its challenge', async () => {
    const { token } = await person(alice)
    const other = await person('bob@example.com')
    const service = serving('lncrawl')
    const mine = await challenge(service, token)
    const theirs = await challenge(service, other.token)
    // The codes are equal once in a million, which is not an error.
    const expected = mine.otp === theirs.otp ? 200 : 403
    expect((await verify(service, { otp: theirs.otp, token: mine.token })).status).toBe(expected)
    expect((await verify(service, theirs)).body).toBe(true)
    expect((await me(service, other.token)).body.is_verified).toBe(true)
  })

  it('needs no session: its token names the email address that it verifies', async () => {
    const { token } = await person(alice)
    const service = new Service()
    const form = await challenge(service, token)
    await service.post('/api/auth/logout', undefined, { token })
    expect((await verify(service, form)).body).toBe(true)
    expect((await me(service, await signIn(alice))).body.is_verified).toBe(true)
  })

  it.each<[string, (service: Service, token: string, id: string) => Promise<Answer>]>([
    [
      'a change of the password',
      (service, token) => service.post('/api/auth/update-password', { password: fresh }, { token }),
    ],
    [
      'a change of the address',
      (service, token) =>
        service.put('/api/auth/local-account', { email: 'new@example.com' }, { token }),
    ],
    [
      "an administrator's reset",
      async (service, _, id) =>
        service.put(
          `/api/auth/users/${id}/reset-password`,
          { new_password: fresh },
          { token: (await administrator()).token },
        ),
    ],
    [
      'the deletion of the account',
      async (service, _, id) =>
        service.delete(`/api/auth/users/${id}`, { token: (await administrator()).token }),
    ],
  ])('is voided by %s', async (_, change) => {
    const { id, token } = await person(alice)
    const service = new Service()
    const form = await challenge(service, token)
    expect((await change(service, token, id)).status).toBe(200)
    const { status, body } = await verify(service, form)
    expect([status, body.code]).toEqual([401, 'otp_token_invalid'])
  })
})

describe('A changed email address', () => {
  it('is not verified, and receives the next code', async () => {
    const { token } = await person(alice)
    const service = new Service()
    await verify(service, await challenge(service, token))
    const changed = { email: 'new@example.com' }
    const { body } = await service.put('/api/auth/local-account', changed, { token })
    expect((await me(service, body.token)).body.is_verified).toBe(false)
    await challenge(service, body.token)
    expect(service.mails.at(-1)?.to).toBe('new@example.com')
  })
})

describe('Wrong codes', () => {
  it('end a challenge after five; the next challenge has five attempts again', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const first = await challenge(service, token)
    expect(await guess(service, first, 6)).toEqual([403, 403, 403, 403, 403, 401])
    expect((await verify(service, first)).status).toBe(401)
    expect((await verify(service, await challenge(service, token))).body).toBe(true)
  })

  it('are limited to ten an hour per account over all challenges; then the right code is refused, too', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    for (let round = 0; round < 2; round++) {
      const all = await guess(service, await challenge(service, token), 5)
      expect(all).toEqual([403, 403, 403, 403, 403])
    }
    const third = await challenge(service, token)
    const { status, body, headers } = await verify(service, third)
    expect([status, body.code]).toEqual([429, 'too_many_attempts'])
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(3500)
    expect((await me(service, token)).body.is_verified).toBe(false)

    await env.DB.prepare("update throttles set expires_at = ? where key like 'code:%'")
      .bind(Date.now() - 1)
      .run()
    expect((await verify(service, third)).body).toBe(true)
  })

  it('are counted per account', async () => {
    const { token } = await person(alice)
    const other = await person('bob@example.com')
    const service = serving('lncrawl')
    for (let round = 0; round < 2; round++) {
      await guess(service, await challenge(service, token), 5)
    }
    expect((await verify(service, await challenge(service, other.token))).body).toBe(true)
  })
})

describe('A verified email address', () => {
  it("ends the account's other sessions, and no session of another account", async () => {
    const { token } = await person(alice)
    const elsewhere = await signIn(alice)
    const bob = await person('bob')
    const service = serving('lncrawl')
    expect((await verify(service, await challenge(service, token))).status).toBe(200)
    const lives = async (session: string) =>
      (await service.get('/api/auth/me', { token: session })).status === 200
    expect(await Promise.all([token, elsewhere, bob.token].map(lives))).toEqual([true, false, true])
  })

  it('leaves the password unchanged', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    await verify(service, await challenge(service, token))
    const { status } = await service.post('/api/auth/login', { email: alice, password })
    expect(status).toBe(200)
  })

  it('stays verified if a new session requests a code', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    await verify(service, await challenge(service, token))
    const later = await signIn(alice)
    expect((await me(service, later)).body.is_verified).toBe(true)
    expect((await me(service, token)).status).toBe(200)
  })
})
