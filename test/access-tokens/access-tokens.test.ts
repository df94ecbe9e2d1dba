import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { freshDatabase, setOf, verify, write } from '../support/database/rows.ts'
import { dump } from '../support/database/snapshot.ts'
import { cookieFor, ours } from '../support/requests/browser.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
recordLogs()

const audience = 'https://api.sign-in.test'
const path = '/api/auth/access-token'

let count = 0
function newService(vars: Record<string, unknown> = {}): Service {
  return new Service({ ...vars, NUMBER: { number: count++ } })
}

async function tokenOf(service: Service, token: string): Promise<string> {
  const { status, body } = await service.post(path, { audience }, { token })
  expect(status).toBe(200)
  return body.access_token
}

describe('An access token', () => {
  test('has the header and the claims of RFC 9068 and of the session', async () => {
    const { id, token } = await person('ada@example.com')
    await verify(id)
    const service = newService()
    const before = Math.floor(Date.now() / 1000)
    const { body } = await service.post(path, { audience }, { token })
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
    })
    const { keys } = (await service.get('/.well-known/jwks.json')).body
    const { kid } = keys.find(({ alg }: { alg: string }) => alg === 'ES256')
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid })
    const claims = decodeJwt(body.access_token)
    expect(claims).toEqual({
      iss: 'https://sign-in.test',
      aud: audience,
      sub: id,
      client_id: 'https://sign-in.test',
      sid: decodeJwt(token).jti,
      role: 'user',
      auth_time: expect.any(Number),
      acr: 'aal1',
      amr: ['pwd'],
      email_verified: true,
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(claims.iat).toBeGreaterThanOrEqual(before)
    expect(claims.iat).toBeLessThanOrEqual(Math.floor(Date.now() / 1000))
  })

  test('states the role and the level of the authentication', async () => {
    const service = newService()
    const root = await administrator()
    expect(decodeJwt(await tokenOf(service, root.token))).toMatchObject({ role: 'admin' })
    const ada = await person('ada')
    await enroll(service, ada.token)
    const claims = decodeJwt(await tokenOf(service, ada.token))
    expect(claims).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], email_verified: false })
  })

  test('lives as long as the setting says, and no longer than its session', async () => {
    const { id, token } = await person()
    const long = newService({ ACCESS_TOKEN_LIFE: '1h' })
    expect((await long.post(path, { audience }, { token })).body.expires_in).toBe(3600)
    const end = Date.now() + 30_000
    await setOf(id, 'sessions', { expires_at: end })
    const { body } = await long.post(path, { audience }, { token })
    expect(decodeJwt(body.access_token).exp).toBe(Math.floor(end / 1000))
    expect(body.expires_in).toBeLessThanOrEqual(30)
  })

  test('costs one read of D1 and changes nothing', async () => {
    const { token } = await person()
    await write('update accounts set updated_at = updated_at - 100000')
    const service = newService()
    await tokenOf(service, token)
    const before = await dump()
    expect(await service.tripsOf('POST', path, { json: { audience }, token })).toBe(1)
    expect(await dump()).toEqual(before)
  })

  test('is issued after a change of the account in the same second, and then not revoked by it', async () => {
    const service = newService()
    const root = await administrator()
    const ada = await person('ada')
    const old = decodeJwt(await tokenOf(service, ada.token))
    const change = { role: 'admin' }
    await service.request('PATCH', `/api/auth/accounts/${ada.id}`, {
      json: change,
      token: root.token,
    })
    const claims = decodeJwt(await tokenOf(service, ada.token))
    expect(claims.role).toBe('admin')
    const { subs } = decodeJwt<{ subs: { before: number }[] }>(
      (await service.get('/.well-known/revocations')).text,
    )
    expect(subs).toHaveLength(1)
    expect(claims.iat).toBeGreaterThan(subs[0]?.before ?? Number.POSITIVE_INFINITY)
    expect(old.iat).toBeLessThanOrEqual(subs[0]?.before ?? 0)
  })
})

describe('It is refused', () => {
  test('for an audience that RESOURCES does not name exactly', async () => {
    const { token } = await person()
    const service = newService({ RESOURCES: `${audience}, urn:example:orders` })
    for (const other of [`${audience}/`, 'https://api.sign-in.test.evil.test', 'x'.repeat(500)]) {
      expectProblem(await service.post(path, { audience: other }, { token }), 400, 'invalid_target')
    }
    const named = await service.post(path, { audience: 'urn:example:orders' }, { token })
    expect(named.status).toBe(200)
    const none = await newService({ RESOURCES: '' }).post(path, { audience }, { token })
    expectProblem(none, 400, 'invalid_target')
  })

  test('to a page of another origin, also without the headers of a browser', async () => {
    const { token } = await person()
    const service = newService()
    const Cookie = await cookieFor(token)
    const from = (headers: Record<string, string>) =>
      service.post(path, { audience }, { headers: { ...headers, Cookie } })
    expect((await from(ours)).status).toBe(200)
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.test' },
      {},
    ]) {
      expectProblem(await from(headers), 403, 'cross_site_request')
    }
  })

  test('without a session, and for an access token in place of one', async () => {
    const service = newService()
    expectProblem(await service.post(path, { audience }), 401, 'unauthenticated')
    const { token } = await person()
    const access = await tokenOf(service, token)
    expectProblem(await service.post(path, { audience }, { token: access }), 401, 'unauthenticated')
  })

  test('to an owner who must change the password or set up a second factor first', async () => {
    const { id, token } = await person()
    const service = newService({ SECOND_FACTOR: 'all' })
    const missing = await service.post(path, { audience }, { token })
    expectProblem(missing, 403, 'second_factor_missing')
    await write('update accounts set password_change_required = 1 where id = ?', id)
    const changed = await newService().post(path, { audience }, { token })
    expectProblem(changed, 403, 'password_change_required')
  })

  test('while OAUTH is off', async () => {
    const { token } = await person()
    const off = newService({ OAUTH: 'off' })
    expectProblem(await off.request('POST', path, { json: { audience }, token }), 404, 'not_found')
    expectProblem(await off.get('/.well-known/revocations'), 404, 'not_found')
  })
})

test('RESOURCES must be absolute URIs without a fragment', async () => {
  for (const RESOURCES of ['api', '/api', 'https://api.test/#a', 'https://a.test, b']) {
    expect((await newService({ RESOURCES }).get('/health')).body.code).toBe('misconfigured')
  }
})
