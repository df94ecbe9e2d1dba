import { describe, expect, it } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, verify } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const bob = 'bob@example.com'

/** An account with a verified email address. */
async function verified(): Promise<Person> {
  const owner = await person(alice)
  await verify(owner.id)
  return owner
}

describe('A notice', () => {
  const fresh = 'another long enough one'
  const noticesOf = (service: Service) =>
    service.mails.map(({ to, subject }) => `${to}: ${subject}`).toSorted()

  it.each<[string, (service: Service, token: string) => Promise<Answer>]>([
    [
      '/me/password',
      (service, token) =>
        service.put(
          '/api/auth/me/password',
          { old_password: password, new_password: fresh },
          { token },
        ),
    ],
    [
      '/change-password',
      (service, token) =>
        service.post(
          '/api/auth/change-password',
          { current_password: password, new_password: fresh },
          { token },
        ),
    ],
    [
      '/update-password',
      (service, token) => service.post('/api/auth/update-password', { password: fresh }, { token }),
    ],
    [
      '/local-account',
      (service, token) => service.put('/api/auth/local-account', { password: fresh }, { token }),
    ],
    [
      '/profile',
      (service, token) =>
        service.put(
          '/api/auth/profile',
          { currentPassword: password, newPassword: fresh },
          { token },
        ),
    ],
  ])('is sent after a change of password by %s', async (_, change) => {
    const { token } = await verified()
    const service = new Service()
    expect((await change(service, token)).status).toBe(200)
    expect(noticesOf(service)).toEqual([`${alice}: Your Latchkey password was changed`])
    expect(service.mails[0]?.text).not.toContain(fresh)
  })

  it('is sent after a reset', async () => {
    await person(alice)
    const service = new Service()
    const token = await resetToken(service, alice)
    await service.post('/api/auth/reset-password-with-token', { password: fresh }, { token })
    expect(noticesOf(service)).toContain(`${alice}: Your Latchkey password was changed`)
  })

  it('is sent to the old address after a change of address, and to the new one only once it is verified', async () => {
    const { token } = await verified()
    const service = new Service()
    const { status } = await service.put('/api/auth/local-account', { email: bob }, { token })
    expect(status).toBe(200)
    expect(noticesOf(service)).toEqual([`${alice}: Your Latchkey email address was changed`])
  })

  it('is sent to the old address if the password changes together with the address', async () => {
    const { token } = await verified()
    const service = new Service()
    const both = { email: bob, password: fresh }
    expect((await service.put('/api/auth/local-account', both, { token })).status).toBe(200)
    expect(noticesOf(service)).toEqual([
      `${alice}: Your Latchkey email address was changed`,
      `${alice}: Your Latchkey password was changed`,
    ])
  })

  it('is never sent to an unverified address', async () => {
    const { token } = await person(alice)
    const service = new Service()
    await service.post('/api/auth/update-password', { password: fresh }, { token })
    await service.put('/api/auth/local-account', { email: bob }, { token })
    expect(service.mails).toEqual([])
  })

  it('is not sent for a name, for the same address in other letters, or for a refused change', async () => {
    const { token } = await verified()
    const service = new Service()
    await service.put('/api/auth/local-account', { name: 'Alice' }, { token })
    await service.put('/api/auth/local-account', { email: 'ALICE@example.com' }, { token })
    const wrong = { old_password: fresh, new_password: fresh }
    expect((await service.put('/api/auth/me/password', wrong, { token })).status).toBe(401)
    expect(service.mails).toEqual([])
  })

  it('is not sent for an account without an email address', async () => {
    const { token } = await person('alice')
    const service = new Service()
    await service.post('/api/auth/update-password', { password: fresh }, { token })
    expect(service.mails).toEqual([])
  })
})

describe('A change by an administrator', () => {
  it('is reported as such, without the place and the device of the administrator', async () => {
    const { id } = await verified()
    const service = new Service()
    const { token } = await service.setUp()
    const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Firefox/144.0' }
    const json = { new_password: 'another long enough one' }
    const path = `/api/auth/users/${id}/reset-password`
    expect((await service.put(path, json, { token, headers })).status).toBe(200)
    const [mail] = service.mails
    expect(mail?.text).toContain('By: An administrator')
    expect(mail?.text).toContain('If you didn’t expect this, contact your administrator.')
    expect(mail?.text).not.toMatch(/Where|Device|Firefox|reset your password now/)
  })
})
