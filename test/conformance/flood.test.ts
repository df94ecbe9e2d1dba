import { expect, test } from 'vitest'
import { description } from '../support/catalogue/description.ts'
import { password } from '../support/requests/client.ts'
import { someNetwork } from './support/http.ts'
import { mainService } from './support/service.ts'

const { service } = mainService()

/** The documented default, per minute. */
const limit = 100

/** Operations that hash or send email. Add new ones here. */
const costly = [
  'POST /api/auth/login',
  'POST /v1/auth/login',
  'POST /api/v1/auth/login',
  'POST /api/auth/session',
  'POST /api/auth/session/second',
  'POST /api/auth/session/proof',
  'POST /api/auth/session/passkey/options',
  'POST /api/auth/session/passkey',
  'POST /api/auth/totp/{totp_id}/confirm',
  'DELETE /api/auth/totp/{totp_id}',
  'POST /api/auth/passkeys',
  'DELETE /api/auth/passkeys/{passkey_id}',
  'DELETE /api/auth/accounts/{account_id}/second-factors',
  'POST /api/auth/register',
  'POST /api/auth/signup',
  'POST /v1/auth/setup',
  'POST /api/v1/auth/setup',
  'POST /api/auth/first-run',
  'POST /api/auth/change-password',
  'POST /api/auth/update-password',
  'PUT /api/auth/local-account',
  'PUT /api/auth/me/password',
  'PUT /api/auth/profile',
  'POST /api/auth/users',
  'PUT /api/auth/users/{user_id}/reset-password',
  'POST /api/auth/send-password-reset-link',
  'POST /api/auth/reset-password-with-token',
  'DELETE /api/auth/me',
  'POST /api/auth/me/send-otp',
  'POST /api/auth/verify-otp',
  'POST /api/auth/setup',
  'POST /api/auth/account',
  'POST /api/auth/account/passkey/options',
  'PUT /api/auth/account/password',
  'PUT /api/auth/account/email',
  'POST /api/auth/account/email/code',
  'POST /api/auth/account/email/verify',
  'POST /api/auth/account/delete',
  'POST /api/auth/password-reset',
  'PUT /api/auth/password-reset',
  'PATCH /api/auth/accounts/{account_id}',
  'POST /api/auth/accounts',
  'POST /api/auth/bulk/accounts',
  'POST /api/auth/accounts/{account_id}/email/code',
  'POST /api/auth/invitation/email',
  'POST /api/auth/invitation/verify',
  'PUT /api/auth/accounts/{account_id}/password',
]

/** Uses up the rate limit of one network, with requests that do not hash, send email or read storage. */
async function exhaust(network: () => string, headers = () => ({})): Promise<void> {
  // Not all at once: a request that is refused because the instance is busy counts, too.
  const together = 20
  for (let begun = 0; begun < limit; begun += together) {
    const statuses = await Promise.all(
      Array.from({ length: together }, async () => {
        const sent = { ip: network(), headers: headers() }
        return (await service.post('/api/auth/login', {}, sent)).status
      }),
    )
    expect(statuses.filter((status) => status !== 400)).toEqual([])
  }
}

/**
 * The window is a minute of the wall clock, which a test cannot stop. If the work fails in another minute than it
 * began, it is repeated from another network.
 */
async function withinOneMinute(work: (ip: string) => Promise<void>): Promise<void> {
  const minute = () => Math.floor(Date.now() / 60_000)
  const begun = minute()
  try {
    await work(someNetwork())
  } catch (error) {
    if (minute() === begun) throw error
    await work(someNetwork())
  }
}

test('ASVS 2.4.1, 6.3.1: one network has 100 requests per minute to expensive operations', async () => {
  const { username, token } = await service.person()
  const { paths } = await description(service)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
  await withinOneMinute(async (ip) => {
    await exhaust(() => ip)
    const right = await service.post('/api/auth/login', { username, password }, { ip })
    expect([right.status, right.body.code]).toEqual([429, 'too_many_requests'])
    expect(right.headers.get('retry-after')).toBe('60')

    const refused: string[] = []
    for (const { method, path } of operations) {
      const url = path.replace(/\{[^}]+\}/g, crypto.randomUUID())
      const { status, body } = await service.request(method, url, { ip })
      if (status !== 429) continue
      expect(body.code).toBe('too_many_requests')
      refused.push(`${method} ${path}`)
    }
    expect(refused.toSorted()).toEqual(costly.toSorted())

    expect((await service.get('/api/auth/me', { ip, token })).status).toBe(200)
    expect((await service.post('/api/auth/login', { username, password })).status).toBe(200)
  })
})

test('ASVS 4.1.3, 15.3.4: a caller cannot claim another network with a header', async () => {
  await withinOneMinute(async (ip) => {
    let sent = 0
    await exhaust(
      () => ip,
      () => {
        const other = `203.0.113.${sent++}`
        const names = ['X-Forwarded-For', 'X-Real-IP', 'True-Client-IP', 'Client-IP', 'Forwarded']
        return Object.fromEntries(names.map((name) => [name, other]))
      },
    )
    const headers = { 'X-Forwarded-For': '198.51.100.1', 'X-Real-IP': '198.51.100.1' }
    expect((await service.post('/api/auth/login', {}, { ip, headers })).status).toBe(429)
  })
})

test('ASVS 6.3.1: all addresses of one IPv6 /64 are one network, and the next /64 is another', async () => {
  await withinOneMinute(async () => {
    const [a, b, c] = crypto.getRandomValues(new Uint16Array(3))
    const prefix = `2001:db8:${(a ?? 0).toString(16)}:${(b ?? 0).toString(16)}`
    let host = 0
    await exhaust(() => `${prefix}::${(host++).toString(16)}:${(c ?? 0).toString(16)}`)
    for (const ip of [`${prefix}:ffff:ffff:ffff:ffff`, `${prefix.toUpperCase()}:0:0:0:1`]) {
      expect((await service.post('/api/auth/login', {}, { ip })).status, ip).toBe(429)
    }
    const ip = `2001:db8:${(a ?? 0).toString(16)}:${((b ?? 0) ^ 1).toString(16)}::1`
    expect((await service.post('/api/auth/login', {}, { ip })).status).toBe(400)
  })
})
