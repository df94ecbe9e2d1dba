import { beforeEach, describe, expect, test } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { linkIn } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, disable, freshDatabase, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type SentMail, Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let alice: Person
beforeEach(async () => {
  service = new Service({ REGISTRATION: 'invitation' })
  alice = await person('alice')
})

const invitation = '/api/auth/invitation'
const guest = 'guest@example.com'

function invite(email = guest, { token } = alice, at = service) {
  return at.post(`${invitation}/email`, { email }, { token })
}

function inviterOf(token: string, at = service) {
  return at.post(`${invitation}/verify`, { token })
}

describe('POST /api/auth/invitation/email', () => {
  test('mails an invitation that names the inviter, and with which its recipient signs up', async () => {
    const names = { first_name: 'Alice', last_name: 'Liddell' }
    await service.request('PATCH', '/api/auth/account', { json: names, token: alice.token })
    const { status, body } = await invite()
    expect([status, body.sent_to]).toEqual([201, guest])
    const [mail] = service.mails as [SentMail]
    expect([mail.to, mail.subject]).toEqual([guest, 'Alice Liddell invited you to Latchkey'])
    const link = linkIn(mail)
    expect(link.origin + link.pathname).toBe('https://sign-in.test/auth/sign-up')
    const token = link.searchParams.get('invitation') ?? ''
    expect(token).toBe(body.token)
    const signedUp = await service.post(
      '/api/auth/account',
      { email: guest, password, invitation: token },
      { headers: { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://sign-in.test' } },
    )
    expect(signedUp.status).toBe(201)
    const listed = await service.get('/api/auth/invitations', { token: alice.token })
    expect(listed.body.items).toMatchObject([{ id: body.id, sent_to: guest, uses: 1 }])
  })

  test('is an audit event', async () => {
    await invite()
    const event = "event = 'authn_token_created' and detail = 'invitation_email'"
    expect(await countRows('events', `${event} and account_id = ?`, alice.id)).toBe(1)
  })

  test('names no one by an email address or a link', async () => {
    const bob = await person('bob@example.com')
    await invite(guest, bob)
    await write("update accounts set first_name = 'Visit evil.example' where id = ?", alice.id)
    await invite('other@example.com')
    for (const { subject, text } of service.mails) {
      expect(subject).toBe('Someone invited you to Latchkey')
      expect(text).not.toMatch(/bob@|evil/)
    }
  })

  test('sends an account 20 invitations a day, an administrator 200', async () => {
    const root = await administrator()
    await write(
      'insert into throttles values (?, 19, 9e12), (?, 199, 9e12)',
      ...[alice, root].map(({ id }) => `invitation:${id}`),
    )
    for (const each of [alice, root]) {
      expect((await invite(guest, each)).status).toBe(201)
      expectProblem(await invite('other@example.com', each), 429, 'too_many_mails')
    }
    expect(service.mails).toHaveLength(2)
    expect(await countRows('api_tokens')).toBe(2)
  })

  test('sends five invitations an hour to one address, also from several accounts', async () => {
    const bob = await person('bob')
    for (let n = 0; n < 4; n++) {
      await invite(guest)
      await invite('Guest@Example.com', bob)
    }
    expect(service.mails).toHaveLength(5)
  })

  test('is refused without mail, with closed registration, and for an invalid address', async () => {
    const closed = new Service({ REGISTRATION: 'closed' })
    expectProblem(await invite(guest, alice, closed), 403, 'invitations_closed')
    expectProblem(
      await invite(guest, alice, new Service({ MAIL_FROM: '' })),
      503,
      'mail_unavailable',
    )
    expectInvalid(await invite('guest'), 'email')
    expectProblem(
      await service.post(`${invitation}/email`, { email: guest }),
      401,
      'unauthenticated',
    )
    expect(await countRows('api_tokens')).toBe(0)
  })

  test('is not the invitation that Lightnovel Crawler shares', async () => {
    const { body } = await invite()
    const own = { token: alice.token }
    const shared = await service.post('/api/auth/me/create-token', undefined, own)
    expect(shared.status).toBe(200)
    expect(shared.text).not.toContain(body.token)
  })

  test('lets an administrator have 500 invitations', async () => {
    const root = await administrator()
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 499)
       insert into api_tokens (id, account_id, token_hash, token_sealed, created_at, expires_at)
       select 'i' || i, ?, 'h' || i, 'x', 1, 9e12 from n`,
      root.id,
    )
    expect((await invite(guest, root)).status).toBe(201)
    expectProblem(await invite(guest, root), 409, 'too_many_invitations')
  })
})

describe('POST /api/auth/invitation/verify', () => {
  test('returns the name of the inviter and of the product, and nothing else', async () => {
    const token = await createInvitation(service, alice.token)
    expect((await inviterOf(token)).body).toEqual({ inviter: 'alice', product: 'Latchkey' })
    expect((await inviterOf(` ${token} `)).status).toBe(200)
    const names = { first_name: 'Alice', last_name: 'Liddell' }
    await service.request('PATCH', '/api/auth/account', { json: names, token: alice.token })
    expect((await inviterOf(token)).body.inviter).toBe('Alice Liddell')
    const bob = await person('bob@example.com')
    const other = await createInvitation(service, bob.token)
    expect((await inviterOf(other)).body).toEqual({ inviter: null, product: 'Latchkey' })
  })

  test('refuses an unknown, expired or deleted invitation, and that of a disabled account', async () => {
    expectProblem(await inviterOf('unknown'), 403, 'invitation_invalid')
    expectProblem(await inviterOf('x'.repeat(3000)), 403, 'invitation_invalid')
    expectInvalid(await inviterOf(''), 'token')
    const token = await createInvitation(service, alice.token)
    await disable(alice.id)
    expectProblem(await inviterOf(token), 403, 'invitation_invalid')
    await write('update accounts set disabled_at = null')
    expect((await inviterOf(token)).status).toBe(200)
    await write('update api_tokens set expires_at = 1')
    expectProblem(await inviterOf(token), 403, 'invitation_invalid')
  })

  test('takes one round trip', async () => {
    const token = await createInvitation(service, alice.token)
    expect(await service.tripsOf('POST', `${invitation}/verify`, { json: { token } })).toBe(1)
  })
})
