import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, codeIn, otherThan, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

const fresh = `${password}, the second`

describe('An audit event', () => {
  let service: Service
  let admin: Awaited<ReturnType<typeof administrator>>
  let reader: Awaited<ReturnType<typeof person>>
  beforeEach(async () => {
    service = new Service({ LOGIN_ATTEMPTS: '3' })
    admin = await administrator()
    reader = await person('reader@example.com')
    // The first request also logs warnings about the settings.
    await service.get('/health')
    logs.length = 0
  })
  const mine = () => ({ token: reader.token })
  const theirs = () => ({ token: admin.token })
  const email = 'reader@example.com'

  /** Requests, and the names of the events that each one causes. Events of `before` are ignored. */
  const cases: [
    name: string,
    events: string[],
    act: () => Promise<Answer>,
    before?: () => unknown,
  ][] = [
    [
      'signing in',
      ['authn_login_success'],
      () => service.post('/api/auth/login', { email, password }),
    ],
    [
      'signing in at /v1',
      ['authn_login_success'],
      () => service.post('/v1/auth/login', { email, password }),
    ],
    [
      'a wrong password',
      ['authn_login_fail'],
      () => service.post('/api/auth/login', { email, password: 'x' }),
    ],
    [
      'an unknown name',
      ['authn_login_fail'],
      () => service.post('/api/auth/login', { username: 'unknown', password }),
    ],
    [
      'the first attempt past the limit',
      ['authn_login_lock'],
      () => service.post('/api/auth/login', { email, password: 'x' }),
      () => wrong(3),
    ],
    [
      'an attempt far past the limit',
      [],
      () => service.post('/api/auth/login', { email, password: 'x' }),
      () => wrong(4),
    ],
    [
      '/change-password',
      ['authn_password_change'],
      () =>
        service.post(
          '/api/auth/change-password',
          { current_password: password, new_password: fresh },
          mine(),
        ),
    ],
    [
      '/me/password',
      ['authn_password_change'],
      () =>
        service.put(
          '/api/auth/me/password',
          { old_password: password, new_password: fresh },
          mine(),
        ),
    ],
    [
      '/profile with a password',
      ['authn_password_change'],
      () =>
        service.put('/api/auth/profile', { currentPassword: password, newPassword: fresh }, mine()),
    ],
    [
      '/update-password',
      ['authn_password_change'],
      () => service.post('/api/auth/update-password', { password: fresh }, mine()),
    ],
    [
      'a wrong current password',
      ['authn_password_change_fail'],
      () =>
        service.post(
          '/api/auth/change-password',
          { current_password: 'x', new_password: fresh },
          mine(),
        ),
    ],
    [
      'an administrator’s reset',
      ['authn_password_change'],
      () =>
        service.put(
          `/api/auth/users/${reader.id}/reset-password`,
          { new_password: fresh },
          theirs(),
        ),
    ],
    [
      'a reset by email',
      ['authn_password_change'],
      async () => {
        const token = await resetToken(service, email)
        logs.length = 0
        return service.post('/api/auth/reset-password-with-token', { password: fresh }, { token })
      },
    ],
    [
      'requesting a reset link',
      ['authn_token_created'],
      () => service.post('/api/auth/send-password-reset-link', { email }),
    ],
    [
      'requesting a reset link for an unknown address',
      ['authn_token_created'],
      () => service.post('/api/auth/send-password-reset-link', { email: 'unknown@example.com' }),
    ],
    [
      'an invalid reset token',
      ['authn_password_change_fail'],
      () =>
        service.post(
          '/api/auth/reset-password-with-token',
          { password: fresh },
          { token: admin.token },
        ),
    ],
    [
      'a second setup',
      ['authz_fail'],
      () =>
        service.post('/v1/auth/setup', {
          ...{ email: 'eve@example.com', password },
          ...{ first_name: 'Eve', last_name: 'E' },
        }),
    ],
    [
      'signing out',
      ['authn_token_revoked'],
      () => service.post('/api/auth/logout', undefined, mine()),
    ],
    ['signing out without a session', [], () => service.post('/api/auth/logout')],
    [
      'requesting an administrator’s endpoint as a user',
      ['authz_fail'],
      () => service.get('/api/auth/users', mine()),
    ],
    [
      'registering',
      ['user_created'],
      () => service.post('/api/auth/register', { username: 'bob', password }),
    ],
    [
      'creating a user',
      ['user_created'],
      () => service.post('/api/auth/users', { username: 'bob', password }, theirs()),
    ],
    [
      'signing up',
      ['user_created'],
      async () => {
        const referrer = await createInvitation(service, admin.token)
        logs.length = 0
        return service.post('/api/auth/signup', { referrer, email: 'bob@example.com', password })
      },
    ],
    [
      'registering a name that is taken',
      [],
      () => service.post('/api/auth/register', { username: email, password }),
    ],
    [
      'deleting a user',
      ['user_deleted'],
      () => service.delete(`/api/auth/users/${reader.id}`, theirs()),
    ],
    ['deleting an unknown account', [], () => service.delete('/api/auth/users/unknown', theirs())],
    [
      'changing a name',
      ['user_updated'],
      () => service.put('/api/auth/me/name', { name: 'Alice' }, mine()),
    ],
    ['disabling oneself', ['user_updated'], () => service.delete('/api/auth/me', mine())],
    [
      'creating an invitation',
      ['authn_token_created'],
      () => service.post('/api/auth/me/create-token', undefined, mine()),
    ],
    [
      'verifying an email address',
      ['user_updated'],
      async () => {
        const form = await challenge(service, reader.token)
        logs.length = 0
        return service.post('/api/auth/verify-otp', undefined, { form })
      },
    ],
    [
      'a wrong code',
      ['authn_code_fail'],
      async () => {
        const { otp, token } = await challenge(service, reader.token)
        logs.length = 0
        return service.post('/api/auth/verify-otp', undefined, {
          form: { otp: otherThan(otp), token },
        })
      },
    ],
    ['looking at oneself', [], () => service.get('/api/auth/me', mine())],
  ]

  async function wrong(times: number): Promise<void> {
    for (let n = 0; n < times; n++) await service.post('/api/auth/login', { email, password: 'x' })
    logs.length = 0
  }

  test.each(cases)(
    'of %s is %j, as a log line and in the audit log',
    async (_, events, act, before) => {
      await before?.()
      const answer = await act()
      expect(answer.status).not.toBe(500)
      const requestId = answer.headers.get('X-Request-Id')
      const lines = logs.map((line) => JSON.parse(line))
      expect(lines.map(({ event }) => event).toSorted()).toEqual(events.toSorted())
      for (const line of lines) {
        const failed = /fail|lock/.test(line.event)
        expect(line).toMatchObject({
          level: failed ? 'warn' : 'info',
          outcome: failed ? 'failure' : 'success',
          request_id: requestId,
          ip: expect.stringMatching(/^10\./),
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        })
      }
      const { results } = await env.DB.prepare('select event from events where request_id = ?')
        .bind(requestId)
        .all()
      expect(results.map(({ event }) => event).toSorted()).toEqual(events.toSorted())
    },
  )

  test('names its actor and its account', async () => {
    await service.delete(`/api/auth/users/${reader.id}`, theirs())
    expect(JSON.parse(logs[0] ?? '')).toMatchObject({ account: reader.id, actor: admin.id })
  })

  /** Account, actor and details of the latest event with this name. */
  async function latest(event: string) {
    return env.DB.prepare(
      'select account_id, actor_id, detail from events where event = ? order by at desc, id desc limit 1',
    )
      .bind(event)
      .first()
  }

  test('names no actor if the operation requires no session', async () => {
    const account_id = reader.id
    const anonymous = (account: string | null, detail: string | null) => ({
      account_id: account,
      actor_id: null,
      detail,
    })
    await wrong(4)
    expect(await latest('authn_login_fail')).toEqual(anonymous(account_id, null))
    expect(await latest('authn_login_lock')).toEqual(anonymous(account_id, null))

    await service.post('/api/auth/send-password-reset-link', { email: 'unknown@example.com' })
    expect(await latest('authn_token_created')).toEqual(anonymous(null, 'reset_link'))
    const token = await resetToken(service, email)
    expect(await latest('authn_token_created')).toEqual(anonymous(account_id, 'reset_link'))
    const reset = (secret: string) =>
      service.post('/api/auth/reset-password-with-token', { password: fresh }, { token: secret })
    await reset(token)
    expect(await latest('authn_password_change')).toEqual(anonymous(account_id, 'reset'))
    await reset(token)
    expect(await latest('authn_password_change_fail')).toEqual(anonymous(null, 'reset_token'))
  })

  test('of a code names no actor, because verify-otp requires no session', async () => {
    const form = await challenge(service, reader.token)
    const wrongly = { ...form, otp: otherThan(form.otp) }
    await service.post('/api/auth/verify-otp', undefined, { form: wrongly })
    expect(await latest('authn_code_fail')).toEqual({
      account_id: reader.id,
      actor_id: null,
      detail: null,
    })
    await service.post('/api/auth/verify-otp', undefined, { form })
    expect(await latest('user_updated')).toEqual({
      account_id: reader.id,
      actor_id: null,
      detail: 'email_verified',
    })
  })

  test('of a code that our own page sends names the account', async () => {
    await service.post('/api/auth/account/email/code', undefined, mine())
    const code = otherThan(codeIn(service.mails.at(-1)))
    await service.post('/api/auth/account/email/verify', { code }, mine())
    expect(await latest('authn_code_fail')).toEqual({
      account_id: reader.id,
      actor_id: reader.id,
      detail: null,
    })
  })

  test('of a refused setup includes the reason', async () => {
    const facts = { email: 'eve@example.com', password, first_name: 'Eve', last_name: 'E' }
    const noAccount = { account_id: null, actor_id: null }
    await service.post('/v1/auth/setup', facts)
    expect(await latest('authz_fail')).toEqual({ ...noAccount, detail: 'already_set_up' })
    await new Service({ SETUP_TOKEN: 'set-up-with-this-one' }).post('/v1/auth/setup', facts)
    expect(await latest('authz_fail')).toEqual({ ...noAccount, detail: 'setup_token_invalid' })
  })

  test('repeated leaves a bounded number of rows, and a log line each time', async () => {
    for (let times = 0; times < 5; times++) await service.get('/api/auth/users', mine())
    expect(await countRows('events', "event = 'authz_fail'")).toBe(1)
    expect(logs.filter((line) => line.includes('authz_fail'))).toHaveLength(5)

    const guess = (n: number) =>
      service.post('/api/auth/login', { username: `unknown${n}`, password }, elsewhere(n))
    // A different address of one network each time, so that no rate limit applies.
    const elsewhere = (n: number) => ({
      headers: { 'CF-Connecting-IP': `2001:db8:0:${Math.floor(n / 70)}::${n % 70}` },
    })
    for (let n = 0; n < 140; n++) await guess(n)
    expect(await countRows('events', "event = 'authn_login_fail'")).toBe(120)
    expect(logs.filter((line) => line.includes('authn_login_fail'))).toHaveLength(140)
  })

  test('of setup is the one of its administrator', async () => {
    await env.DB.batch(
      ['identifiers', 'accounts', 'milestones'].map((table) =>
        env.DB.prepare(`delete from ${table}`),
      ),
    )
    await administrator()
    expect(logs.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'user_created', detail: 'setup' },
    ])
  })
})
