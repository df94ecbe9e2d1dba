import { describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { description, operationsOf, type Served } from '../support/catalogue/description.ts'
import { callerOf, takesResetToken } from '../support/catalogue/operations.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { cookieFor, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { someAddress, whenExhausted } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/* Paths, methods and the order of checks, derived from /openapi.json like bad-input.test.ts. */
freshDatabase()

const operations = operationsOf(await description(new Service()))
const templates = [...new Set(operations.map(({ template }) => template))]

const service = new Service()

const json = { 'Content-Type': 'application/json' }
const plain = { 'Content-Type': 'text/plain' }
const large = `"${'x'.repeat(64 * 1024)}"`

/** Documents that a page of any origin may read: its browser may ask first (test/oauth/discovery tests the answer). */
const askedBefore = ['/.well-known/jwks.json', '/.well-known/revocations']

describe.each(templates)('the path %s', (template) => {
  const here = operations.filter((operation) => operation.template === template)
  const { path = '' } = here[0] ?? {}

  test('returns 405 with Allow for every other method, before any other check', async () => {
    const methods = here.map(({ method }) => method)
    for (const method of [
      'GET',
      'POST',
      'PUT',
      'DELETE',
      'PATCH',
      'OPTIONS',
      'QUERY',
      'PROPFIND',
    ]) {
      if (methods.includes(method)) continue
      if (method === 'OPTIONS' && askedBefore.includes(path)) continue
      const withBody = method !== 'GET' && { raw: large }
      const answer = await service.request(method, path, { ...withBody, headers: plain })
      expectProblem(answer, 405, 'method_not_allowed')
      const allowed = answer.headers.get('Allow')?.split(', ') ?? []
      expect(allowed.filter((name) => !['HEAD', 'OPTIONS'].includes(name)).toSorted()).toEqual(
        methods.toSorted(),
      )
    }
  })

  test('returns 404 in any other spelling', async () => {
    const [bare = '', query = ''] = path.split(/(?=\?)/)
    const last = bare.lastIndexOf('/')
    const [front, back] = [bare.slice(0, last), bare.slice(last + 1)]
    const spellings = [
      `${bare}/`,
      `${bare}//`,
      `/${bare}`,
      `${front}//${back}`,
      bare.toUpperCase(),
      bare.replace(/[a-z]/, (letter) => letter.toUpperCase()),
      // If the path ends in an id, a longer one is another id.
      ...(template.endsWith('}')
        ? []
        : [`${bare}%00`, `${bare}%20`, `${bare}.json`, `${bare};x=y`]),
      ...(front === '' || template.includes('}/')
        ? []
        : [`${front}%2f${back}`, `${front}%2F${back}`]),
    ]
    for (const spelling of spellings) {
      for (const { method } of here) {
        const answer = await service.request(method, `https://sign-in.test${spelling}${query}`)
        expect(answer.body?.code, `${method} ${spelling}`).toBe('not_found')
        expectProblem(answer, 404, 'not_found')
      }
    }
  })

  test('responds to HEAD as to GET, without the body', async () => {
    const { status, body } = await service.request('HEAD', path)
    expect(body).toBeUndefined()
    const wanted = here.some(({ method }) => method === 'GET')
      ? (await service.get(path)).status
      : 405
    expect(status).toBe(wanted)
  })
})

test('an unknown path returns 404 for any request', async () => {
  for (const path of [
    '/nothing',
    '/api',
    '/api/auth',
    '/api/auth/nothing',
    '/v1/auth/users',
    '/v2/auth/login',
  ]) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const withBody = method !== 'GET' && { raw: large }
      const answer = await service.request(method, path, {
        ...withBody,
        headers: plain,
        token: 'x',
      })
      expectProblem(answer, 404, 'not_found')
    }
  }
})

test('a repeated query parameter uses the last value', async () => {
  const path = '/api/auth/verify-token'
  expectProblem(await service.get(`${path}?token=x&token=`), 400, 'invalid_input')
  expect(await service.get(`${path}?token=&token=x`)).toMatchObject({ status: 200, body: false })
})

describe.each(operations.filter(({ json, form, method }) => !json && !form && method !== 'GET'))(
  '$method $template, which documents no body',
  ({ method, path }) => {
    test.each([
      ['malformed JSON', '{', json],
      ['text', 'hello', plain],
      ['too much', large, json],
      ['invalid UTF-8', Uint8Array.of(0xff), json],
    ])('ignores %s', async (_, raw, headers) => {
      const { username } = await administrator()
      // Each has its own session, because some of these requests end it.
      const bare = await service.request(method, path, { token: await signIn(username) })
      const token = await signIn(username)
      const sent = await service.request(method, path, { token, raw, headers })
      expect(sent.status).toBe(bare.status)
    })
  },
)

describe('the order of checks', () => {
  const takesBody = ({ json: shapes, form }: Served) => shapes !== undefined || form

  /** A request with several errors. */
  function send(
    operation: Served,
    raw: BodyInit,
    headers: Record<string, string>,
    token?: string,
    from = someAddress(),
  ) {
    return service.request(operation.method, operation.path, {
      ...(takesBody(operation) && { raw }),
      headers: { 'CF-Connecting-IP': from, ...headers },
      token,
    })
  }

  /** Writes that neither hash nor mail have a limit per account and none per network. */
  const perAccount = new Set([
    'DELETE /api/auth/users/{user_id}',
    'PUT /api/auth/me/name',
    'POST /api/auth/me/create-token',
    'POST /api/auth/me/tokens',
    'DELETE /api/auth/session',
    'DELETE /api/auth/sessions',
    'DELETE /api/auth/sessions/{session_id}',
    'DELETE /api/auth/accounts/{account_id}',
    'DELETE /api/auth/accounts/{account_id}/sessions',
    'DELETE /api/auth/accounts/{account_id}/sessions/{session_id}',
    'PATCH /api/auth/account',
    'POST /api/auth/totp',
    'POST /api/auth/recovery-codes',
    'POST /api/auth/passkey/options',
    'PATCH /api/auth/passkeys/{passkey_id}',
    'POST /api/auth/invitations',
    'DELETE /api/auth/invitations/{invitation_id}',
    'POST /api/auth/clients',
    'PATCH /api/auth/clients/{client_id}',
    'POST /api/auth/clients/{client_id}/secret',
    'DELETE /api/auth/clients/{client_id}',
    'DELETE /api/auth/grants/{client_id}',
    'POST /api/auth/authorization',
    'POST /api/auth/device-authorization',
    'PUT /api/auth/device-authorization',
  ])

  test.each(operations)(
    '$method $template checks the size first, then the rate limit',
    async (operation) => {
      await whenExhausted(service, async (address) => {
        if (takesBody(operation)) {
          expectProblem(
            await send(operation, large, plain, undefined, address),
            413,
            'body_too_large',
          )
        }
        const answer = await send(operation, '{', plain, undefined, address)
        const { method, template, statuses } = operation
        const isLimited = statuses.includes(429) && !perAccount.has(`${method} ${template}`)
        if (isLimited) expectProblem(answer, 429, 'too_many_requests')
        else expect(answer.status).not.toBe(429)
      })
    },
  )

  test.each(operations.filter(({ secured }) => secured))(
    '$method $template authenticates the caller before it reads the body',
    async (operation) => {
      for (const token of [undefined, 'not.a.token']) {
        const { status, body } = await send(operation, '{', plain, token)
        expect(status, JSON.stringify(body)).toBe(401)
      }
    },
  )

  test.each(operations.filter(({ template }) => /\/(users|audit)\b/.test(template)))(
    '$method $template checks the role before it reads the body',
    async (operation) => {
      const { token } = await person()
      expectProblem(await send(operation, '{', plain, token), 403, 'forbidden')
    },
  )

  test.each(operations.filter(takesBody))(
    '$method $template checks the content type before it reads the body',
    async (operation) => {
      const { token } = await administrator()
      await person('reader@example.com')
      const reset = takesResetToken(operation)
      const bearer = reset ? await resetToken(service, 'reader@example.com') : token
      const isByCookie = callerOf(operation.name) === 'browser'
      const cookie = isByCookie ? { ...ours, Cookie: await cookieFor(token) } : {}
      const from = operation.secured && !isByCookie ? bearer : undefined
      for (const raw of ['{', Uint8Array.of(0xff)]) {
        const wrong = await send(operation, raw, { ...plain, ...cookie }, from)
        expectProblem(wrong, 415, 'unsupported_media_type')
      }
      const right = operation.form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : json
      const { status } = await send(
        operation,
        operation.form ? 'otp' : '{',
        { ...right, ...cookie },
        from,
      )
      expect(status).toBe(400)
    },
  )
})

describe('Closed registration', () => {
  test.each(['/api/auth/register', '/api/auth/signup'])(
    '%s returns 403 for any body',
    async (path) => {
      const closed = new Service({ REGISTRATION: 'closed' })
      for (const [raw, headers] of [
        ['{', json],
        ['{}', plain],
        ['', json],
        [JSON.stringify({ username: 'someone', password }), json],
      ] as const) {
        const answer = await closed.post(path, undefined, { raw, headers })
        expectProblem(answer, 403, 'registration_closed')
      }
      expectProblem(
        await closed.post(path, undefined, { raw: large, headers: json }),
        413,
        'body_too_large',
      )
    },
  )
})

test('a null username is ignored: the email address signs in', async () => {
  await person('reader@example.com')
  const json = { username: null, email: 'reader@example.com', password }
  expect((await service.post('/api/auth/login', json)).status).toBe(200)
  const both = { username: 'someone', email: 'reader@example.com', password }
  expectProblem(await service.post('/api/auth/login', both), 401, 'invalid_credentials')
})
