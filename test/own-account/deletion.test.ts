import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import worker from '../../worker/index.ts'
import { createInvitation, listInvitations } from '../support/accounts/invitations.ts'
import { challenge, otherThan, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { countRows, everythingStored, freshDatabase } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const email = 'ada@example.com'
const name = 'ada.lovelace'
const another = 'another fine phrase'

let service: Service
let root: Person
beforeEach(async () => {
  service = new Service()
  root = await administrator()
})

/** An account with a row in every table, and its tokens, links and codes. */
async function livedIn() {
  const { id, token } = await person(email)
  await service.put('/api/auth/profile', { newUsername: name }, { token })
  await service.put('/api/auth/me/name', { name: 'Ada Lovelace' }, { token })
  const invitation = await createInvitation(service, token)
  const code = await challenge(service, token)
  await service.request('POST', '/api/auth/verify-otp', {
    form: { ...code, otp: otherThan(code.otp) },
  })
  const reset = await resetToken(service, email)
  await service.get('/api/auth/users', { token })
  await service.post('/api/auth/login', { email, password: 'not the right one' })
  const elsewhere = await signIn(email)
  return { id, token, invitation, code, reset, elsewhere }
}

async function remove(id: string): Promise<void> {
  const { status } = await service.delete(`/api/auth/users/${id}`, { token: root.token })
  expect(status).toBe(200)
}

async function swept(at: number): Promise<void> {
  const controller = createScheduledController({ scheduledTime: new Date(at), cron: '' })
  await worker.scheduled(controller, env as never)
}

describe('A deleted account', () => {
  it('leaves no row in any table but events', async () => {
    const { id } = await livedIn()
    for (const table of [
      'sessions',
      'identifiers',
      'api_tokens',
      'reset_links',
      'otp_challenges',
    ]) {
      expect(await countRows(table, 'account_id = ?', id), table).toBeGreaterThan(0)
    }
    expect(await countRows('throttles', 'key like ?', `%${id}`)).toBe(5)
    await remove(id)
    // Events outlive the account.
    expect(await countRows('events', 'account_id = ?', id)).toBeGreaterThan(0)
    const left = await everythingButEvents()
    for (const trace of [id, email, name, 'Lovelace']) expect(left).not.toContain(trace)
  })

  it('leaves its networks in the audit log until AUDIT_DAYS', async () => {
    const { id } = await livedIn()
    await remove(id)
    const addresses = '(account_id = ?1 or actor_id = ?1) and ip is not null'
    expect(await countRows('events', addresses, id)).toBeGreaterThan(0)
    const day = 86_400_000
    await swept(Date.now() + 89 * day)
    expect(await countRows('events', addresses, id)).toBeGreaterThan(0)
    await swept(Date.now() + 91 * day)
    expect(await countRows('events', 'account_id = ?1 or actor_id = ?1', id)).toBe(0)
  })

  it('leaves the accounts that it invited, without their inviter', async () => {
    const { id, invitation } = await livedIn()
    const facts = { referrer: invitation, email: 'friend@example.com', password }
    const invited = await service.post('/api/auth/signup', facts)
    expect(invited.body.user.referrer_id).toBe(id)
    await remove(id)
    const me = await service.get('/api/auth/me', { token: invited.body.token })
    expect(me.status).toBe(200)
    expect(me.body.referrer_id).toBeNull()
  })

  it('does not change other accounts', async () => {
    const other = await person('other@example.com')
    const kept = await createInvitation(service, other.token)
    await service.post('/api/auth/login', { email: other.username, password: 'not the right one' })
    const { id } = await livedIn()
    await remove(id)
    expect(await listInvitations(service, other.token)).toEqual([kept])
    // Its failed sign-in, and its changes.
    expect(await countRows('throttles', 'key like ?', `%${other.id}`)).toBe(2)
    await signIn('other@example.com')
  })

  it('cannot sign in, and none of its tokens, links and codes is accepted', async () => {
    const { id, token, elsewhere, invitation, code, reset } = await livedIn()
    await remove(id)
    const login = await service.post('/api/auth/login', { email, password })
    expectProblem(login, 401, 'invalid_credentials')
    for (const dead of [token, elsewhere, reset]) {
      expectProblem(await service.get('/api/auth/me', { token: dead }), 401, 'unauthenticated')
    }
    const facts = { referrer: invitation, email: 'friend@example.com', password }
    expectProblem(await service.post('/api/auth/signup', facts), 403, 'invitation_invalid')
    const otp = await service.request('POST', '/api/auth/verify-otp', { form: code })
    expectProblem(otp, 401, 'otp_token_invalid')
  })

  it('passes nothing on to an account that registers its name or address', async () => {
    const old = await livedIn()
    await remove(old.id)
    const heir = await person(email, another)
    expect(heir.id).not.toBe(old.id)
    const { body } = await service.get('/api/auth/me', { token: heir.token })
    expect(body).toMatchObject({ id: heir.id, username: email, name: null, is_verified: false })
    expect(await listInvitations(service, heir.token)).toEqual([])
    const live = await service.get(`/api/auth/verify-token?token=${old.invitation}`)
    expect(live.body).toBe(false)
    for (const dead of [old.token, old.elsewhere, old.reset]) {
      expectProblem(await service.get('/api/auth/me', { token: dead }), 401, 'unauthenticated')
    }
    const reset = await service.post(
      '/api/auth/reset-password-with-token',
      { password: 'a third phrase' },
      { token: old.reset },
    )
    expectProblem(reset, 401, 'reset_token_invalid')
    const otp = await service.request('POST', '/api/auth/verify-otp', { form: old.code })
    expectProblem(otp, 401, 'otp_token_invalid')
    const login = await service.post('/api/auth/login', { email, password })
    expectProblem(login, 401, 'invalid_credentials')
    await signIn(email, another)
    await person(name)
  })
})

/** All rows of all tables but events, as JSON. */
async function everythingButEvents(): Promise<string> {
  const stored = await everythingStored()
  const { results } = await env.DB.prepare('select * from events').all()
  return stored.replace(JSON.stringify(results), '')
}
