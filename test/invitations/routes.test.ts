import { describe, expect, it } from 'vitest'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const path = '/api/auth/tokens'
const known = {
  id: expect.any(String),
  token: expect.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{10}$/),
  created_at: expect.stringMatching(/Z$/),
  expires_at: expect.stringMatching(/Z$/),
}

async function made(service: Service, token: string) {
  const { status, body } = await service.post(path, undefined, { token })
  expect(status).toBe(200)
  return body.token
}

async function listed(service: Service, token: string) {
  return (await service.get(path, { token })).body.tokens
}

describe('/api/auth/tokens', () => {
  it('makes tokens and lists them, latest first', async () => {
    const { token } = await person()
    const service = new Service()
    const [first, second] = [await made(service, token), await made(service, token)]
    expect(first).toEqual({ ...known, uses: 0 })
    expect(await listed(service, token)).toEqual([second, first])
    const days = (Date.parse(first.expires_at) - Date.parse(first.created_at)) / 86_400_000
    expect(days).toBe(90)
  })

  it('counts who signed up with it, either way, and nobody who did not', async () => {
    const { token } = await person()
    const service = new Service()
    const { token: referrer } = await made(service, token)
    await made(service, token)
    const ways = [
      ['/api/auth/signup', { email: 'bob@example.com' }],
      ['/api/auth/account', { username: 'carol' }],
    ] as const
    for (const [at, names] of ways) {
      const json = { referrer, password, ...names }
      expect((await service.post(at, json)).status).toBe(200)
      expect((await service.post(at, json)).status).toBe(409)
    }
    expect((await listed(service, token)).map(({ uses }: { uses: number }) => uses)).toEqual([0, 2])
  })

  it('counts every one of many who sign up at once', async () => {
    const { token } = await person()
    const service = new Service()
    const { token: referrer } = await made(service, token)
    await Promise.all(
      Array.from({ length: 10 }, (_, each) =>
        service.post('/api/auth/account', { referrer, username: `guest${each}`, password }),
      ),
    )
    expect((await listed(service, token))[0].uses).toBe(10)
  })

  it('counts a use of a token of the secret before', async () => {
    const { token } = await person()
    const old = new Service()
    const { token: referrer } = await made(old, token)
    const rotated = new Service({
      JWT_SECRET: 'k3Wd8RzNqVb5YtHj0XsLmPc7Fg2Ua9Te',
      JWT_SECRET_PREVIOUS: old.env.JWT_SECRET,
    })
    const json = { referrer, username: 'bob', password }
    expect((await rotated.post('/api/auth/account', json)).status).toBe(200)
    expect((await listed(rotated, token))[0].uses).toBe(1)
  })

  it('makes no more than fifty', async () => {
    const { token } = await person()
    const service = new Service()
    const answers = await Promise.all(
      Array.from({ length: 52 }, () => service.post(path, undefined, { token })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
    expectProblem(await service.post(path, undefined, { token }), 409, 'too_many_invitations')
  })

  it('makes and ends none for whom signs out meanwhile, who is told so', async () => {
    const { token, username } = await person()
    const { id } = await made(new Service(), token)
    const leaving = () => new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expectProblem(await leaving().post(path, undefined, { token }), 401, 'unauthenticated')
    const again = await signIn(username)
    const ended = await leaving().delete(`${path}/${id}`, { token: again })
    expectProblem(ended, 401, 'unauthenticated')
    expect(await countRows('api_tokens', 'id = ?', id)).toBe(1)
    expect(await countRows('api_tokens')).toBe(1)
  })

  it('does not list what has expired', async () => {
    const { token } = await person()
    const service = new Service()
    await made(service, token)
    await write('update api_tokens set expires_at = 1')
    expect(await listed(service, token)).toEqual([])
  })
})

describe('DELETE /api/auth/tokens/{token_id}', () => {
  it('ends it at once, and says so in the audit trail', async () => {
    const { id: owner, token } = await person()
    const service = new Service()
    const { id, token: referrer } = await made(service, token)
    const kept = await made(service, token)
    expect((await service.delete(`${path}/${id}`, { token })).body).toEqual({ deleted: 1 })
    expect(await listed(service, token)).toEqual([kept])
    const json = { referrer, username: 'bob', password }
    expectProblem(await service.post('/api/auth/account', json), 403, 'invitation_invalid')
    expect((await service.get(`/api/auth/verify-token?token=${referrer}`)).body).toBe(false)
    expectProblem(await service.delete(`${path}/${id}`, { token }), 404, 'invitation_not_found')
    const event = "event = 'authn_token_revoked' and detail = 'user_token' and account_id = ?"
    expect(await countRows('events', event, owner)).toBe(1)
  })

  it('ends nobody else’s, for administrators neither', async () => {
    const { token } = await person()
    const [root, bob] = [await administrator(), await person('bob')]
    const service = new Service()
    const { id } = await made(service, token)
    for (const other of [root, bob]) {
      const refused = await service.delete(`${path}/${id}`, { token: other.token })
      expectProblem(refused, 404, 'invitation_not_found')
    }
    expect(await listed(service, token)).toHaveLength(1)
  })
})
