import { describe, expect, test, vi } from 'vitest'
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
 * A session belongs to the way its token travels. A cookie's token is for no script to read and good as a cookie only; a
 * bearer token is good in the Authorization header only.
 */
freshDatabase()
recordLogs()
vi.setConfig({ testTimeout: 60_000 })

const secured = operations.filter((operation) => operation.secured)
const withSession = states.filter(
  ({ operation }) => operation.secured && !takesResetToken(operation),
)

test('there is an operation of every kind to look at', () => {
  expect(secured.length).toBeGreaterThan(40)
  expect(withSession.length).toBeGreaterThanOrEqual(secured.length - 3)
})

describe('An answer to a request with a cookie', () => {
  test.each(withSession)(
    'holds no token: $name, $title',
    async ({ method, prepare, vars, ...usual }) => {
      const service = new Service(vars)
      const { path, ...sent } = await byCookie(await prepare(service))
      const { status, headers, body } = await service.request(method, path, sent)
      expect(JSON.stringify([body ?? null])).not.toMatch(/eyJ/)
      // Where a document promises a token, the cookie is refused, in words that say what to do.
      if (status === 403 && usual.status !== 403) expect(body.code).toBe('bearer_required')
      for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/; HttpOnly/i)
    },
  )

  test('is refused exactly where a token or an unproven change would be the answer', async () => {
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

describe('Every operation that asks who is calling', () => {
  /** The two session tokens of one account, each as the other is sent. */
  async function swapped() {
    const { token } = await person('alice@example.com')
    const cookie = await cookieFor(token)
    const name = cookie.slice(0, cookie.indexOf('='))
    return [
      { token: cookie.slice(name.length + 1) },
      { headers: { ...ours, Cookie: `${name}=${token}` } },
    ]
  }

  test('takes no token that is sent the other way', async () => {
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

  test('and nobody is signed out with one', async () => {
    const service = new Service()
    const [asBearer, asCookie] = await swapped()
    const { token } = await person('bob@example.com')
    for (const sent of [asBearer, asCookie]) {
      const { status } = await service.post('/api/auth/logout', undefined, sent)
      expect(status).toBe(200)
    }
    const sessions = await service.get('/api/auth/sessions', { token })
    expect(sessions.body.sessions).toHaveLength(1)
    expect(await countRows('sessions')).toBe(3)
  })
})
