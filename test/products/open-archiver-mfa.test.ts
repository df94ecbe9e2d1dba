import { beforeEach, expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
let service: Service
beforeEach(() => {
  service = new Service({ OPEN_ARCHIVER_MFA: 'on' })
})

const email = 'alice@example.com'
const prefixes = ['/v1/auth', '/api/v1/auth']

async function protectedAccount() {
  const { id, token } = await person(email)
  const app = await enroll(service, token)
  await write('delete from sessions')
  return { id, app }
}

test.each(prefixes)('%s/login asks for the code, and /mfa/verify signs in', async (prefix) => {
  const { id, app } = await protectedAccount()
  const login = await service.post(`${prefix}/login`, { email, password })
  expect(login.status).toBe(200)
  expect(login.body).toEqual({ requiresMfa: true, enrollmentRequired: false })
  const [set = '', ...more] = login.headers.getSetCookie()
  expect(more).toEqual([])
  expect(set).toMatch(
    /^mfaPending=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(await countRows('sessions')).toBe(0)

  const headers = { Cookie: set.split(';')[0] ?? '' }
  const verify = (code: string) => service.post(`${prefix}/mfa/verify`, { code }, { headers })
  expect((await verify(app.code(9))).body.code).toBe('invalid_second_factor')
  const verified = await verify(app.code())
  expect(verified.status).toBe(200)
  expect(verified.body.user.id).toBe(id)
  expect(verified.headers.getSetCookie()[0]).toMatch(/^mfaPending=; Max-Age=0/)
  const me = await service.get('/api/auth/me', { token: verified.body.accessToken })
  expect(me.status).toBe(200)
  expect(await countRows('sessions', 'level = 2 and ends_at is null')).toBe(1)
  expect((await verify(app.code(1))).body.code).toBe('sign_in_expired')
})

test('the token in the cookie is no session token, and no other token is accepted in its place', async () => {
  const { app } = await protectedAccount()
  const login = await service.post('/v1/auth/login', { email, password })
  const token = login.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? ''
  expect((await service.get('/api/auth/me', { token })).status).toBe(401)
  const other = await person('bob')
  for (const cookie of ['', 'x', other.token, `${token}x`]) {
    const headers = { Cookie: `mfaPending=${cookie}` }
    const verified = await service.post('/v1/auth/mfa/verify', { code: app.code() }, { headers })
    expect(verified.body.code).toBe('sign_in_expired')
  }
  const none = await service.post('/v1/auth/mfa/verify', { code: app.code() })
  expect(none.status).toBe(401)
})

test('an account without a second factor, and the appended code, sign in as documented', async () => {
  const { app } = await protectedAccount()
  const appended = await service.post('/v1/auth/login', {
    email,
    password: `${password} ${app.code()}`,
  })
  expect(Object.keys(appended.body)).toEqual(['accessToken', 'user'])
  await person('bob@example.com')
  const json = { email: 'bob@example.com', password }
  const plain = await service.post('/v1/auth/login', json)
  expect(Object.keys(plain.body)).toEqual(['accessToken', 'user'])
  expect(plain.headers.getSetCookie()).toEqual([])
})

test('it is off by default', async () => {
  await protectedAccount()
  const usual = new Service()
  const login = await usual.post('/v1/auth/login', { email, password })
  expect(login.body.code).toBe('second_factor_required')
  expect((await usual.post('/v1/auth/mfa/verify', { code: '123456' })).status).toBe(404)
})
