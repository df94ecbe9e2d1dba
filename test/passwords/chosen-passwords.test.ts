import { afterEach, describe, expect, it, vi } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** Every endpoint that sets a password, here for an account named alice.smith or alice.smith@example.com. */
const endpoints: Record<string, (service: Service, chosen: string) => Promise<Answer>> = {
  'POST /register': (service, chosen) =>
    service.post('/api/auth/register', { username: 'alice.smith', password: chosen }),
  'POST /v1/auth/setup': (service, chosen) =>
    service.post('/v1/auth/setup', {
      email: 'alice.smith@example.com',
      password: chosen,
      first_name: 'Alice',
      last_name: 'Smith',
    }),
  'POST /users': async (service, chosen) => {
    const { token } = await administrator()
    return service.post('/api/auth/users', { username: 'alice.smith', password: chosen }, { token })
  },
  'PUT /users/{id}/reset-password': async (service, chosen) => {
    const { token } = await administrator()
    const { id } = await person('alice.smith')
    const path = `/api/auth/users/${id}/reset-password`
    return service.put(path, { new_password: chosen }, { token })
  },
  'POST /change-password': async (service, chosen) => {
    const { token } = await person('alice.smith')
    const json = { current_password: password, new_password: chosen }
    return service.post('/api/auth/change-password', json, { token })
  },
  'PUT /me/password': async (service, chosen) => {
    const { token } = await person('alice.smith')
    const json = { old_password: password, new_password: chosen }
    return service.put('/api/auth/me/password', json, { token })
  },
  'PUT /profile': async (service, chosen) => {
    const { token } = await person('alice.smith')
    const json = { currentPassword: password, newPassword: chosen }
    return service.put('/api/auth/profile', json, { token })
  },
  'POST /update-password': async (service, chosen) => {
    const { token } = await person('alice.smith')
    return service.post('/api/auth/update-password', { password: chosen }, { token })
  },
  'PUT /local-account': async (service, chosen) => {
    const { token } = await person('alice.smith')
    return service.put('/api/auth/local-account', { password: chosen }, { token })
  },
  'POST /account': (service, chosen) =>
    service.post('/api/auth/account', { username: 'alice.smith', password: chosen }),
  'PUT /account/password': async (service, chosen) => {
    const { token } = await person('alice.smith')
    const json = { current_password: password, new_password: chosen }
    return service.put('/api/auth/account/password', json, { token })
  },
  'POST /accounts': async (service, chosen) => {
    const { token } = await administrator()
    const json = { username: 'alice.smith', password: chosen }
    return service.post('/api/auth/accounts', json, { token })
  },
  'PUT /accounts/{id}/password': async (service, chosen) => {
    const { token } = await administrator()
    const { id } = await person('alice.smith')
    return service.put(`/api/auth/accounts/${id}/password`, { password: chosen }, { token })
  },
  'POST /reset-password-with-token': async (service, chosen) => {
    const { token } = await person('alice.smith')
    const moved = { email: 'alice.smith@example.com' }
    await service.put('/api/auth/local-account', moved, { token })
    await service.post('/api/auth/send-password-reset-link', moved)
    const link = /token=(\S+)/.exec(service.mails.at(-1)?.text ?? '')?.[1]
    const path = '/api/auth/reset-password-with-token'
    return service.post(path, { password: chosen }, { token: link })
  },
}

describe.each(Object.entries(endpoints))('A password set by %s', (way, choose) => {
  it.each(['iloveyou1', 'ILoveYou1', 'Latchkey'])(
    'must not be the common password %s',
    async (chosen) => {
      expectProblem(await choose(new Service(), chosen), 400, 'invalid_input')
    },
  )

  it('must not be the name of the product', async () => {
    const service = new Service({ PRODUCT_NAME: 'Acorn & Daughters' })
    expectProblem(await choose(service, 'ACORN & daughters'), 400, 'invalid_input')
  })

  it('must not be the username or email address of the account, in any case', async () => {
    const own = way === 'POST /v1/auth/setup' ? 'Alice.Smith@EXAMPLE.com' : 'ALICE.smith'
    expectProblem(await choose(new Service(), own), 400, 'password_not_allowed')
  })

  it('is stored exactly as sent, including spaces', async () => {
    const chosen = ' pass phräse 🔑 \t'
    const service = new Service()
    expect((await choose(service, chosen)).status).toBeLessThan(300)
    const address = ['POST /v1/auth/setup', 'POST /reset-password-with-token'].includes(way)
    const username = address ? 'alice.smith@example.com' : 'alice.smith'
    const wrong = { username, password: chosen.trim() }
    expect((await service.post('/api/auth/login', wrong)).status).toBe(401)
    expect((await service.post('/api/auth/login', { username, password: chosen })).status).toBe(200)
  })
})

describe('With PWNED_PASSWORDS = "on", a new password', () => {
  // The only part that does not run here is a third party's API.
  const fetched = vi.spyOn(globalThis, 'fetch')
  afterEach(() => fetched.mockReset())
  const checking = () => new Service({ PWNED_PASSWORDS: 'on' })
  const register = () => checking().post('/api/auth/register', { username: 'alice', password })
  // SHA-1 of the password of these tests.
  const sha1 = async () => {
    const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(password))
    return Buffer.from(digest).toString('hex').toUpperCase()
  }

  it('known from a breach is rejected, and only five hex digits of its hash are sent', async () => {
    const hash = await sha1()
    fetched.mockResolvedValue(
      new Response(`0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n${hash.slice(5)}:12`),
    )
    expectProblem(await register(), 400, 'password_not_allowed')
    expect(fetched).toHaveBeenCalledOnce()
    const [url, init] = fetched.mock.calls[0] ?? []
    expect(url).toBe(`https://api.pwnedpasswords.com/range/${hash.slice(0, 5)}`)
    expect(JSON.stringify([url, init])).not.toContain(hash.slice(0, 6))
    expect(init?.body).toBeUndefined()
  })

  it('that only matches padding is accepted', async () => {
    fetched.mockResolvedValue(new Response(`${(await sha1()).slice(5)}:0\r\n`))
    expect((await register()).status).toBe(200)
  })

  it.each([
    ['cannot be reached', () => fetched.mockRejectedValue(new Error('unreachable'))],
    ['returns an error', () => fetched.mockResolvedValue(new Response('', { status: 503 }))],
  ])('is accepted if the API %s', async (_, trouble) => {
    trouble()
    expect((await register()).status).toBe(200)
  })

  it('is sent nowhere if the setting is off', async () => {
    const service = new Service()
    const { status } = await service.post('/api/auth/register', { username: 'alice', password })
    expect(status).toBe(200)
    expect(fetched).not.toHaveBeenCalled()
  })
})
