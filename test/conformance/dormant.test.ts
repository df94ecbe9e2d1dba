import { beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, resigned } from '../support/accounts/forge.ts'
import { challenge, resetToken, submitCode } from '../support/accounts/mailed.ts'
import type { Answer } from '../support/requests/client.ts'
import { type Person, password } from '../support/requests/client.ts'
import { execute } from './support/instance.ts'
import { ownService } from './support/own.ts'
import { type Service, someAddress } from './support/service.ts'

/**
 * States that no documented endpoint can cause, or that only time causes. They are written at once into the database
 * of a separate instance while it runs.
 */
const own = ownService({ SUDO_MINUTES: '10' })

const fresh = 'another horse'
const hour = 3_600_000

let service: Service
let root: Person
let disabled: Person
let disabledAdmin: Person
let passwordless: Person
let promoted: Person
let demoted: Person
let expired: Person
let waiting: Person
let old: Person
let tokens: Record<'disabledReset' | 'disabledInvitation' | 'oldReset' | 'oldInvitation', string>
let codes: Record<'disabled' | 'old', { otp: string; token: string }>

beforeAll(async () => {
  service = own()
  root = await service.setUp()
  const addressed = () => service.person(someAddress())
  ;[disabled, passwordless, promoted, expired, waiting, old] = await Promise.all([
    addressed(),
    addressed(),
    addressed(),
    addressed(),
    addressed(),
    addressed(),
  ])
  disabledAdmin = await service.administrator(root)
  demoted = await service.administrator(root)
  tokens = {
    disabledReset: await resetToken(service, disabled.username),
    disabledInvitation: await invitation(disabled),
    oldReset: await resetToken(service, old.username),
    oldInvitation: await invitation(old),
  }
  codes = {
    disabled: await challenge(service, disabled.token),
    old: await challenge(service, old.token),
  }
  const now = Date.now()
  const of = ({ id }: Person) => `account_id = '${id}'`
  const is = ({ id }: Person) => `id = '${id}'`
  execute(
    service.instance,
    `update accounts set disabled_at = ${now} where ${is(disabled)} or ${is(disabledAdmin)}`,
    `update accounts set password_hash = null where ${is(passwordless)}`,
    `update accounts set role_id = 'admin' where ${is(promoted)}`,
    `update accounts set role_id = 'user' where ${is(demoted)}`,
    `update sessions set expires_at = ${now - 1000} where ${of(expired)}`,
    `update sessions set created_at = ${now - hour}, proved_at = ${now - hour} where ${of(waiting)}`,
    `update reset_links set expires_at = ${now - 1000} where ${of(old)}`,
    `update otp_challenges set expires_at = ${now - 1000} where ${of(old)}`,
    `update api_tokens set expires_at = ${now - 1000} where ${of(old)}`,
  )
})

async function invitation({ token }: Person): Promise<string> {
  const asked = service.post('/api/auth/me/create-token', undefined, { token })
  return (await service.expecting(200, asked)).body.token
}

function comparable({ status, headers, text }: Answer) {
  const { date, 'x-request-id': id, ...rest } = Object.fromEntries(headers)
  return { status, headers: rest, text }
}

function reset(token: string) {
  return service.post('/api/auth/reset-password-with-token', { password: fresh }, { token })
}

describe('a disabled account', () => {
  test('ASVS 6.3.8: gets the same response as a wrong password and as an account without a password', async () => {
    const tries = [
      { email: disabled.username, password },
      { email: disabled.username, password: 'wrong horse battery' },
      { email: passwordless.username, password },
      { email: passwordless.username, password: '\0' },
      { email: old.username, password: 'wrong horse battery' },
      { email: someAddress(), password },
    ]
    for (const path of ['/api/auth/login', '/v1/auth/login']) {
      const answers = await Promise.all(tries.map((body) => service.post(path, body)))
      for (const answer of answers) {
        expect(answer.status).toBe(401)
        expect(comparable(answer)).toEqual(comparable(answers[0] as Answer))
      }
    }
  })

  test('ASVS 7.4.2, 8.3.2: is signed out by the next request', async () => {
    for (const { token } of [disabled, disabledAdmin]) {
      for (const path of ['/api/auth/me', '/api/auth/state', '/api/auth/users']) {
        expect((await service.get(path, { token })).status).toBe(401)
      }
    }
  })

  test('ASVS 6.4.3: cannot use a reset link, a code or an invitation', async () => {
    expect((await reset(tokens.disabledReset)).status).toBe(401)
    const { disabledReset: token } = tokens
    expect((await service.get('/api/auth/me', { token })).status).toBe(401)
    expect((await submitCode(service, codes.disabled)).status).toBe(401)
    const path = `/api/auth/verify-token?token=${tokens.disabledInvitation}`
    expect((await service.get(path)).body).toBe(false)
    const signup = { referrer: tokens.disabledInvitation, email: someAddress(), password }
    expect((await service.post('/api/auth/signup', signup)).status).toBe(403)
  })

  test('ASVS 6.3.8: gets no email, and the same response as any other account', async () => {
    const before = service.mailsTo(disabled.username).length
    const link = '/api/auth/send-password-reset-link'
    const { status, text } = await service.post(link, { email: disabled.username })
    expect([status, text]).toEqual([200, 'true'])
    await resetToken(service, passwordless.username)
    expect(service.mailsTo(disabled.username)).toHaveLength(before)
  })

  test('does not count as an administrator: the last active one cannot be deleted', async () => {
    const { status, body } = await service.delete(`/api/auth/users/${root.id}`, {
      token: promoted.token,
    })
    expect([status, body]).toEqual([200, { ok: true }])
    const last = await service.delete(`/api/auth/users/${promoted.id}`, { token: promoted.token })
    expect(last.status).toBe(400)
    expect((await service.get('/api/auth/users', { token: promoted.token })).status).toBe(200)
  })
})

test('ASVS 8.3.2: a new role applies to the next request with an old token', async () => {
  expect((await service.get('/api/auth/users', { token: demoted.token })).status).toBe(403)
  expect((await service.get('/api/auth/state', { token: demoted.token })).body.permissions).toEqual(
    ['user'],
  )
  expect((await service.get('/api/auth/users', { token: promoted.token })).status).toBe(200)
  expect((await service.get('/api/auth/me', { token: promoted.token })).body.role).toBe('admin')
})

describe('after its expiry', () => {
  test('ASVS 7.3.2, 9.2.1: a session is refused, even if its token has not expired', async () => {
    const later = resigned(expired.token, { exp: Number(claimsOf(expired.token).exp) + 86_400 })
    expect(await service.knows(expired.token)).toBe(false)
    expect(await service.knows(later)).toBe(false)
    await service.signIn(expired.username)
  })

  test('ASVS 6.5.5: a reset link is refused', async () => {
    expect((await reset(tokens.oldReset)).status).toBe(401)
    expect(await service.accepts(old.username, password)).toBe(true)
  })

  test('ASVS 6.5.5: the right code is refused', async () => {
    const { status, body } = await submitCode(service, codes.old)
    expect([status, body.code]).toEqual([401, 'otp_token_invalid'])
  })

  test('lncrawl: an invitation is refused and not listed', async () => {
    const path = `/api/auth/verify-token?token=${tokens.oldInvitation}`
    expect((await service.get(path)).body).toBe(false)
    const signup = { referrer: tokens.oldInvitation, email: someAddress(), password }
    expect((await service.post('/api/auth/signup', signup)).status).toBe(403)
    const asked = service.post('/api/auth/me/tokens', undefined, { token: old.token })
    expect((await asked).body).toEqual([])
  })
})

describe('ASVS 7.5.1: with SUDO_MINUTES', () => {
  test.each([
    ['POST', '/api/auth/update-password', { password: fresh }],
    ['PUT', '/api/auth/local-account', { password: fresh }],
    ['PUT', '/api/auth/local-account', { email: 'new@example.com' }],
  ])(
    '%s %s requires a recent sign-in, and otherwise changes nothing',
    async (method, path, json) => {
      const { token, username } = waiting
      const { status, headers, body } = await service.request(method, path, { token, json })
      expect([status, body.code]).toEqual([401, 'reauthentication_required'])
      expect(headers.get('www-authenticate')).toContain('insufficient_user_authentication')
      expect(await service.accepts(username, password)).toBe(true)
      expect((await service.get('/api/auth/me', { token })).body.email).toBe(username)
    },
  )

  test('a new sign-in is accepted, and a fresh token is not', async () => {
    const { token, username } = waiting
    const named = await service.put('/api/auth/profile', { newUsername: 'waiting.one' }, { token })
    const later = named.body.token ?? token
    const path = '/api/auth/update-password'
    const refused = await service.post(path, { password: fresh }, { token: later })
    expect(refused.status).toBe(401)
    const again = await service.signIn(username)
    const done = await service.post(path, { password: fresh }, { token: again })
    expect(done.status).toBe(200)
  })
})
