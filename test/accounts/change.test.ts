import { beforeEach, describe, expect, it } from 'vitest'
import { codeIn } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const service = new Service()
const account = '/api/auth/account'
const theirs = 'alice@example.com'
const own = 'mallory@elsewhere.example'
let mallory: Person
beforeEach(async () => {
  // Anyone can sign up with the address of someone else, but not verify it.
  mallory = await person(theirs)
})

/** A service where something happens after a request has read the account. */
const when = (happens: () => Promise<unknown>) => new Service({ DB: meanwhile(happens) })

async function expectAddress(email: string, isVerified: boolean): Promise<void> {
  const names = 'email = ?1 and email_key = ?1 and (email_verified_at is not null) = ?2'
  expect(
    await countRows('accounts', `id = ?3 and ${names}`, email, isVerified ? 1 : 0, mallory.id),
  ).toBe(1)
}

describe('A name that changes during a request', () => {
  it('does not come back as a verified address in another spelling', async () => {
    const { token } = mallory
    await service.put(`${account}/email`, { email: own, password }, { token })
    const code = codeIn(service.mails.at(-1))
    const overtaken = when(() => service.post(`${account}/email/verify`, { code }, { token }))
    const json = { email: 'Alice@example.com' }
    const { status, body } = await overtaken.put('/api/auth/local-account', json, { token })
    expect([status, body.user.email]).toEqual([200, own])
    await expectAddress(own, true)
  })

  it('does not come back as a username that someone else may take', async () => {
    const { token } = mallory
    const rename = (username: string, at = service) =>
      at.request('PATCH', account, { json: { username }, token })
    await rename('alice')
    const { body } = await rename(
      'Alice',
      when(() => rename('mallory')),
    )
    expect(body.account.username).toBe('mallory')
    expect(await countRows('accounts', "username = 'mallory' and username_key = 'mallory'")).toBe(1)
  })

  it('is not verified by an administrator who verified the one before', async () => {
    const root = await administrator()
    const { token, id } = mallory
    const claim = () =>
      service.put('/api/auth/local-account', { email: 'bea@example.com' }, { token })
    const json = { email_verified: true }
    const path = `/api/auth/accounts/${id}`
    const { body } = await when(claim).request('PATCH', path, { json, token: root.token })
    expect(body.account).toMatchObject({ email: 'bea@example.com', email_verified: false })
    await expectAddress('bea@example.com', false)
  })
})
