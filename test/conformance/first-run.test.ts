import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type Person, password } from '../support/requests/client.ts'
import { ownService } from './support/own.ts'
import { type Service, someAddress } from './support/service.ts'

const names = { first_name: 'Ada', last_name: 'Lovelace' }

describe('Open Archiver: Setup', () => {
  const own = ownService()

  test('is needed while there is no administrator, even if other accounts exist', async () => {
    const service = own()
    await service.person()
    for (const path of ['/v1/auth/status', '/api/v1/auth/status']) {
      expect((await service.get(path)).body).toEqual({ needsSetup: true })
    }
  })

  test('ASVS 2.3.3: can be repeated if the caller closes the connection before the end of the request', async () => {
    const service = own()
    const json = JSON.stringify({ email: 'killed@example.com', password, ...names })
    await hangUp(service, json, json.slice(0, -5))
    expect((await service.get('/v1/auth/status')).body).toEqual({ needsSetup: true })
  })

  test('ASVS 15.4.2: creates one administrator in 20 parallel requests, on both prefixes', async () => {
    const service = own()
    const emails = Array.from({ length: 20 }, (_, i) => `first${i}@example.com`)
    const answers = await Promise.all(
      emails.map((email, i) =>
        service.post(`${i % 2 ? '/api' : ''}/v1/auth/setup`, { email, password, ...names }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(19)
    const winner = answers.find(({ status }) => status === 201)?.body
    expect(winner.user.role).toMatchObject({
      slug: 'predefined_super_admin',
      name: 'Super Admin',
      policies: [{ action: 'manage', subject: 'all', conditions: {} }],
    })
    const { body } = await service.get('/api/auth/users', { token: winner.accessToken })
    const admins = body.users.filter(({ role }: { role: string }) => role === 'admin')
    expect(admins).toEqual([expect.objectContaining({ id: winner.user.id })])
    for (const email of emails) {
      expect(await service.accepts(email, password)).toBe(email === winner.user.email)
    }
  })

  test('succeeds once: later requests return 403, or 400 if the body is invalid', async () => {
    const service = own()
    for (const prefix of ['/v1/auth', '/api/v1/auth']) {
      const json = { email: someAddress(), password, ...names }
      expect((await service.get(`${prefix}/status`)).body).toEqual({ needsSetup: false })
      expect((await service.post(`${prefix}/setup`, json)).status).toBe(403)
      for (const missing of ['email', 'password', 'first_name', 'last_name']) {
        const { status } = await service.post(`${prefix}/setup`, { ...json, [missing]: undefined })
        expect([missing, status]).toEqual([missing, 400])
      }
    }
  })
})

/** Sends a request or its beginning, and closes the connection without waiting for the response. */
function hangUp({ instance }: Service, whole: string, sent: string): Promise<void> {
  const { hostname, port } = new URL(instance.url)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': whole.length }
  const options = { hostname, port, method: 'POST', path: '/v1/auth/setup', headers }
  return new Promise((resolve) => {
    const outgoing = request(options)
    outgoing.on('error', () => resolve())
    outgoing.write(sent, () => outgoing.destroy(new Error('hung up')))
  })
}

describe('the last administrator', () => {
  const own = ownService()

  test('ASVS 2.3.3: exists after setup, even if the caller closed the connection before the response', async () => {
    const service = own()
    const json = { email: 'root@example.com', password, ...names }
    await hangUp(service, JSON.stringify(json), JSON.stringify(json))
    const again = await service.post('/v1/auth/setup', json)
    expect([201, 403]).toContain(again.status)
    expect(await service.accepts(json.email, password)).toBe(true)
  })

  test('ASVS 15.4.2: is kept if two administrators delete each other in parallel, and setup stays closed', async () => {
    const service = own()
    const token = await service.signIn('root@example.com')
    const { body: first } = await service.get('/api/auth/me', { token })
    let root: Person = { id: first.id, username: first.email, password, token }
    for (let round = 0; round < 5; round++) {
      const other = await service.administrator(root)
      const [one, two] = await Promise.all([
        service.delete(`/api/auth/users/${other.id}`, { token: root.token }),
        service.delete(`/api/auth/users/${root.id}`, { token: other.token }),
      ])
      const statuses = [one.status, two.status]
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
      // The other request fails: its account is deleted already, or the last administrator would be deleted.
      expect([401, 409]).toContain(Math.max(...statuses))
      if (one.status !== 200) root = other
      expect((await service.get('/api/auth/users', { token: root.token })).status).toBe(200)
    }
    const json = { email: someAddress(), password, ...names }
    expect((await service.post('/v1/auth/setup', json)).status).toBe(403)
    expect((await service.get('/v1/auth/status')).body).toEqual({ needsSetup: false })
  })
})

describe('documented default accounts, if enabled', () => {
  const own = ownService({ DEFAULT_ACCOUNTS: 'on', REGISTRATION: 'invitation' })

  test('asyncat: are shown by /status', async () => {
    const service = own()
    const { body } = await service.get('/api/auth/status')
    expect(body).toEqual({
      success: true,
      mode: 'server',
      localEmail: 'admin@local',
      isFirstRun: true,
    })
  })

  test('ASVS 6.3.8: get the same response to a wrong password before they exist', async () => {
    const service = own()
    const answers = await Promise.all(
      ['admin@local', 'admin', someAddress()].map((email) =>
        service.post('/api/auth/login', { email, password: 'wrong horse battery' }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  test('ASVS 15.4.2: are created once in parallel first sign-ins', async () => {
    const service = own()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        service.post('/api/auth/login', { email: 'admin', password: 'admin' }),
      ),
    )
    const ids = answers.filter(({ status }) => status === 200).map(({ body }) => body.user.id)
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(1)
  })

  test('lncrawl: admin / admin can create an invitation, without which no one can register', async () => {
    const service = own()
    const { body } = await service.post('/api/auth/login', { email: 'admin', password: 'admin' })
    expect(body.user).toMatchObject({ email: 'admin', name: 'Server Admin', role: 'admin' })
    const { token } = body
    const made = await service.post('/api/auth/me/create-token', undefined, { token })
    expect(made.body.token).toMatch(/^.{10}$/)
    const facts = { email: someAddress(), password }
    const open = await service.post('/api/auth/register', { username: 'someone', password })
    expect(open.status).toBe(403)
    const none = await service.post('/api/auth/signup', { ...facts, referrer: 'AAAAAAAAAA' })
    expect(none.status).toBe(403)
    const invited = await service.post('/api/auth/signup', { ...facts, referrer: made.body.token })
    expect(invited.body.user).toMatchObject({ email: facts.email, referrer_id: body.user.id })
  })

  test('ASVS 6.3.2: complete setup with the first new password, which disables the other default account', async () => {
    const service = own()
    const first = await service.post('/api/auth/first-run')
    expect(first.body).toMatchObject({
      success: true,
      user: { email: 'admin@local', name: 'Admin' },
    })
    const other = await service.signIn('admin', 'admin')
    const { token } = first.body
    const change = { password: 'another horse' }
    await service.expecting(200, service.post('/api/auth/update-password', change, { token }))
    expect(await service.knows(token)).toBe(true)
    expect(await service.knows(other)).toBe(false)
    expect(await service.accepts('admin', 'admin')).toBe(false)
    expect(await service.accepts('admin@local', 'changeme')).toBe(false)
    expect(await service.accepts('admin@local', 'another horse')).toBe(true)
    expect((await service.post('/api/auth/first-run')).status).toBe(403)
    expect((await service.get('/api/auth/status')).body).toMatchObject({ isFirstRun: false })
    const json = { email: someAddress(), password, ...names }
    expect((await service.post('/v1/auth/setup', json)).status).toBe(403)
  })
})
