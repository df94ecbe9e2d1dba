import { describe, expect, it } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { freshDatabase, verify } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const bob = 'bob@example.com'

/** Somebody who proved the address. */
async function verified(): Promise<Person> {
  const owner = await person(alice)
  await verify(owner.id)
  return owner
}

describe('A notice', () => {
  const fresh = 'another long enough one'
  const told = (service: Service) =>
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
  ])('tells the address of a change of password by %s', async (_, change) => {
    const { token } = await verified()
    const service = new Service()
    expect((await change(service, token)).status).toBe(200)
    expect(told(service)).toEqual([`${alice}: Your password was changed`])
    expect(service.mails[0]?.text).not.toContain(fresh)
  })

  it('tells the address of a reset', async () => {
    await person(alice)
    const service = new Service()
    const token = await resetToken(service, alice)
    await service.post('/api/auth/reset-password-with-token', { password: fresh }, { token })
    expect(told(service)).toContain(`${alice}: Your password was changed`)
  })

  it('tells the old address of a change of address, and the new one nothing until it is proven', async () => {
    const { token } = await verified()
    const service = new Service()
    const { status } = await service.put('/api/auth/local-account', { email: bob }, { token })
    expect(status).toBe(200)
    expect(told(service)).toEqual([`${alice}: Your email address was changed`])
  })

  it('tells the old address of a password that was changed with it', async () => {
    const { token } = await verified()
    const service = new Service()
    const both = { email: bob, password: fresh }
    expect((await service.put('/api/auth/local-account', both, { token })).status).toBe(200)
    expect(told(service)).toEqual([
      `${alice}: Your email address was changed`,
      `${alice}: Your password was changed`,
    ])
  })

  it('tells an address nothing that was never proven', async () => {
    const { token } = await person(alice)
    const service = new Service()
    await service.post('/api/auth/update-password', { password: fresh }, { token })
    await service.put('/api/auth/local-account', { email: bob }, { token })
    expect(service.mails).toEqual([])
  })

  it('tells nobody of a name, of the same address in other letters, or of a refused change', async () => {
    const { token } = await verified()
    const service = new Service()
    await service.put('/api/auth/local-account', { name: 'Alice' }, { token })
    await service.put('/api/auth/local-account', { email: 'ALICE@example.com' }, { token })
    const wrong = { old_password: fresh, new_password: fresh }
    expect((await service.put('/api/auth/me/password', wrong, { token })).status).toBe(401)
    expect(service.mails).toEqual([])
  })

  it('goes nowhere for an account without an address', async () => {
    const { token } = await person('alice')
    const service = new Service()
    await service.post('/api/auth/update-password', { password: fresh }, { token })
    expect(service.mails).toEqual([])
  })
})
