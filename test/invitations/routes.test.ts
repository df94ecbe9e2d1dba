import { describe, expect, it } from 'vitest'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const path = '/api/auth/invitations'
const known = {
  id: expect.any(String),
  sent_to: null,
  token: expect.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{10}$/),
  created_at: expect.stringMatching(/Z$/),
  expires_at: expect.stringMatching(/Z$/),
}

async function create(service: Service, token: string) {
  const { status, body } = await service.post(path, undefined, { token })
  expect(status).toBe(201)
  return body
}

async function list(service: Service, token: string) {
  return (await service.get(path, { token })).body.items
}

describe('/api/auth/invitations', () => {
  it('creates invitations and lists them, latest first', async () => {
    const { token } = await person()
    const service = new Service()
    const [first, second] = [await create(service, token), await create(service, token)]
    expect(first).toEqual({ ...known, uses: 0 })
    expect(await list(service, token)).toEqual([second, first])
    const days = (Date.parse(first.expires_at) - Date.parse(first.created_at)) / 86_400_000
    expect(days).toBe(90)
  })

  it('counts successful sign-ups at both endpoints, and no failed sign-up', async () => {
    const { token } = await person()
    const service = new Service()
    const { token: invitation } = await create(service, token)
    await create(service, token)
    const ways = [
      ['/api/auth/signup', { referrer: invitation, email: 'bob@example.com' }],
      ['/api/auth/account', { invitation, username: 'carol' }],
    ] as const
    for (const [at, names] of ways) {
      const json = { password, ...names }
      expect((await service.post(at, json)).status).toBe(at === '/api/auth/account' ? 201 : 200)
      expect((await service.post(at, json)).status).toBe(409)
    }
    expect((await list(service, token)).map(({ uses }: { uses: number }) => uses)).toEqual([0, 2])
  })

  it('counts each of ten parallel sign-ups', async () => {
    const { token } = await person()
    const service = new Service()
    const { token: invitation } = await create(service, token)
    await Promise.all(
      Array.from({ length: 10 }, (_, each) =>
        service.post('/api/auth/account', { invitation, username: `guest${each}`, password }),
      ),
    )
    expect((await list(service, token))[0].uses).toBe(10)
  })

  it('counts the use of an invitation from before a rotation of the secret', async () => {
    const { token } = await person()
    const old = new Service()
    const { token: invitation } = await create(old, token)
    const rotated = new Service({
      ROOT_SECRET: 'k3Wd8RzNqVb5YtHj0XsLmPc7Fg2Ua9Te',
      ROOT_SECRET_PREVIOUS: old.env.ROOT_SECRET,
    })
    const json = { invitation, username: 'bob', password }
    expect((await rotated.post('/api/auth/account', json)).status).toBe(201)
    expect((await list(rotated, token))[0].uses).toBe(1)
  })

  it('creates at most fifty', async () => {
    const { token } = await person()
    const service = new Service()
    const answers = await Promise.all(
      Array.from({ length: 52 }, () => service.post(path, undefined, { token })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50)
    expectProblem(await service.post(path, undefined, { token }), 409, 'too_many_invitations')
  })

  it('creates and deletes nothing if the session ends during the request, and returns 401', async () => {
    const { token, username } = await person()
    const { id } = await create(new Service(), token)
    const leaving = () => new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expectProblem(await leaving().post(path, undefined, { token }), 401, 'unauthenticated')
    const again = await signIn(username)
    const refused = await leaving().delete(`${path}/${id}`, { token: again })
    expectProblem(refused, 401, 'unauthenticated')
    expect(await countRows('api_tokens', 'id = ?', id)).toBe(1)
    expect(await countRows('api_tokens')).toBe(1)
  })

  it('does not list expired invitations', async () => {
    const { token } = await person()
    const service = new Service()
    await create(service, token)
    await write('update api_tokens set expires_at = 1')
    expect(await list(service, token)).toEqual([])
  })
})

describe('DELETE /api/auth/invitations/{invitation_id}', () => {
  it('deletes the invitation at once, and writes an audit event', async () => {
    const { id: owner, token } = await person()
    const service = new Service()
    const { id, token: invitation } = await create(service, token)
    const kept = await create(service, token)
    expect((await service.delete(`${path}/${id}`, { token })).status).toBe(204)
    expect(await list(service, token)).toEqual([kept])
    const json = { invitation, username: 'bob', password }
    expectProblem(await service.post('/api/auth/account', json), 403, 'invitation_invalid')
    expect((await service.get(`/api/auth/verify-token?token=${invitation}`)).body).toBe(false)
    expectProblem(await service.delete(`${path}/${id}`, { token }), 404, 'invitation_not_found')
    const event = "event = 'authn_token_revoked' and detail = 'invitation' and account_id = ?"
    expect(await countRows('events', event, owner)).toBe(1)
  })

  it('refuses other accounts and administrators', async () => {
    const { token } = await person()
    const [root, bob] = [await administrator(), await person('bob')]
    const service = new Service()
    const { id } = await create(service, token)
    for (const other of [root, bob]) {
      const refused = await service.delete(`${path}/${id}`, { token: other.token })
      expectProblem(refused, 404, 'invitation_not_found')
    }
    expect(await list(service, token)).toHaveLength(1)
  })
})
