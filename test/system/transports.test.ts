import { describe, expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { takesResetToken } from '../support/catalogue/operations.ts'
import { operations, states } from '../support/catalogue/states.ts'
import { countRows, emptyDatabase, freshDatabase } from '../support/database/rows.ts'
import { byCookie, cookieFor, ours } from '../support/requests/browser.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * A session belongs to the transport of its token. A cookie's token is hidden from scripts and valid as a cookie only. A
 * bearer token is valid in the Authorization header only.
 */
freshDatabase()
recordLogs()

const secured = operations.filter((operation) => operation.secured)
const withSession = states.filter(
  ({ operation }) => operation.secured && !takesResetToken(operation),
)

test('there are operations of every kind to test', () => {
  expect(secured.length).toBeGreaterThan(40)
  expect(withSession.length).toBeGreaterThanOrEqual(secured.length - 3)
})

describe('A response to a request with a cookie', () => {
  test.each(withSession)(
    'contains no token: $name, $title',
    async ({ method, prepare, vars, ...usual }) => {
      const service = new Service(vars)
      const { path, ...sent } = await byCookie(await prepare(service))
      const { status, headers, body } = await service.request(method, path, sent)
      // An access token is no session: it has one audience, and lives for minutes.
      const isAccessToken = usual.name === 'POST /api/auth/access-token'
      expect(JSON.stringify([body ?? null]).includes('eyJ')).toBe(isAccessToken)
      // If a document promises a token, a cookie is refused.
      if (status === 403 && usual.status !== 403) expect(body.code).toBe('bearer_required')
      for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/; HttpOnly/i)
    },
  )

  test('is a refusal exactly if the operation returns a token or changes a credential without proof', async () => {
    const refused = new Set<string>()
    for (const { name, method, prepare, vars } of withSession) {
      const service = new Service(vars)
      await emptyDatabase()
      const { path, ...sent } = await byCookie(await prepare(service))
      const { body } = await service.request(method, path, fromAnywhere({ path, ...sent }))
      if (body?.code === 'bearer_required') refused.add(name)
    }
    expect([...refused].toSorted()).toEqual([
      'DELETE /api/auth/me',
      'POST /api/auth/me/send-otp',
      'POST /api/auth/update-password',
      'PUT /api/auth/local-account',
      'PUT /api/auth/profile',
    ])
  })
})

describe('A bearer token', () => {
  test('is refused exactly by the operations with which a person answers an app', async () => {
    const refused = new Set<string>()
    const service = new Service()
    for (const [index, { name, method, path, json }] of secured.entries()) {
      const { token } = await person(`person${index}@example.com`)
      const body = json && { json: {} }
      const answer = await service.request(method, path, fromAnywhere({ path, ...body, token }))
      if (answer.body?.code === 'cookie_required') refused.add(name)
    }
    expect([...refused].toSorted()).toEqual([
      'POST /api/auth/authorization',
      'POST /api/auth/device-authorization',
      'PUT /api/auth/device-authorization',
    ])
  })
})

describe('Every operation that requires a session', () => {
  /** The two session tokens of one account, each with the other transport. */
  async function swapped() {
    const { token } = await person('alice@example.com')
    const cookie = await cookieFor(token)
    const name = cookie.slice(0, cookie.indexOf('='))
    return [
      { token: cookie.slice(name.length + 1) },
      { headers: { ...ours, Cookie: `${name}=${token}` } },
    ]
  }

  test('refuses a token with the other transport', async () => {
    const service = new Service()
    for (const sent of await swapped()) {
      for (const operation of secured) {
        const { method, path, json, form } = operation
        const body = { ...(json && { json: {} }), ...(form && { form: {} }) }
        const answer = await service.request(method, path, fromAnywhere({ path, ...body, ...sent }))
        const code = takesResetToken(operation) ? 'reset_token_invalid' : 'unauthenticated'
        expectProblem(answer, 401, code)
      }
    }
  })

  test('ends no session for a token with the other transport', async () => {
    const service = new Service()
    const [asBearer, asCookie] = await swapped()
    const { token } = await person('bob@example.com')
    for (const sent of [asBearer, asCookie]) {
      const { status } = await service.post('/api/auth/logout', undefined, sent)
      expect(status).toBe(200)
    }
    const sessions = await service.get('/api/auth/sessions', { token })
    expect(sessions.body.items).toHaveLength(1)
    expect(await countRows('sessions')).toBe(3)
  })
})
