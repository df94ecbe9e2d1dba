import { beforeEach, describe, expect, it } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

let token: string

beforeEach(async () => {
  const { token: made } = await person('alice@example.com')
  token = made
})

/** GET /me and an endpoint for sessions only, with this Authorization header. */
async function statuses(authorization: string): Promise<number[]> {
  const service = new Service()
  const headers = { Authorization: authorization }
  const answers = [
    await service.get('/api/auth/me', { headers }),
    await service.post('/api/auth/me/tokens', undefined, { headers }),
    await service.post('/api/auth/reset-password-with-token', undefined, { headers }),
  ]
  return answers.map(({ status }) => status)
}

describe('An Authorization header', () => {
  it.each([['Bearer'], ['bearer'], ['BEARER'], ['bEaReR']])(
    'is accepted with the scheme in any case: %s',
    async (scheme) => {
      expect(await statuses(`${scheme} ${token}`)).toEqual([200, 200, 401])
    },
  )

  it.each<[string, (token: string) => string]>([
    ['empty', () => ''],
    ['of a scheme alone', () => 'Bearer'],
    ['of a scheme and blanks', () => 'Bearer   '],
    ['of a token alone', (good) => good],
    ['without a blank', (good) => `Bearer${good}`],
    ['with a colon', (good) => `Bearer: ${good}`],
    ['with an equals sign', (good) => `Bearer=${good}`],
    ['with a comma', (good) => `Bearer,${good}`],
    ['with a tab', (good) => `Bearer\t${good}`],
    ['in quotes', (good) => `Bearer "${good}"`],
    ['in angle brackets', (good) => `Bearer <${good}>`],
    ['with two tokens', (good) => `Bearer ${good} ${good}`],
    ['with the scheme twice', (good) => `Bearer Bearer ${good}`],
    ['with words after the token', (good) => `Bearer ${good} and more`],
    ['with a comma after the token', (good) => `Bearer ${good},`],
    ['with a semicolon after the token', (good) => `Bearer ${good};`],
    ['of another scheme', (good) => `Token ${good}`],
    ['of JWT as scheme', (good) => `JWT ${good}`],
    ['of DPoP', (good) => `DPoP ${good}`],
    ['of Basic', (good) => `Basic ${btoa(`alice:${good}`)}`],
    ['of Basic with a token', (good) => `Basic ${good}`],
    ['of Digest, which contains commas', () => 'Digest username="x", realm="y", nonce="z"'],
    ['of the word null', () => 'Bearer null'],
    ['of the word undefined', () => 'Bearer undefined'],
    ['of an object', () => 'Bearer [object Object]'],
    ['of JSON', (good) => `{"token":"${good}"}`],
    ['of bytes past ASCII', () => 'Bearer ÿþé'],
    ['of SQL', () => "Bearer ' or 1=1 --"],
    ['of 8,000 characters', () => `Bearer ${'a'.repeat(8000)}`],
    ['of many blanks', () => `Bearer ${' '.repeat(8000)}x y`],
  ])('%s returns 401 with a challenge', async (_, make) => {
    expect(await statuses(make(token))).toEqual([401, 401, 401])
    const headers = { Authorization: make(token) }
    const answer = await new Service().get('/api/auth/state', { headers })
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  })

  it.each<[string, (token: string) => string]>([
    ['the same', (good) => `Bearer ${good}, Bearer ${good}`],
    ['a bad one after a good one', (good) => `Bearer ${good}, Bearer x`],
    ['a good one after a bad one', (good) => `Bearer x, Bearer ${good}`],
    ['one of another scheme', (good) => `Basic eDp5, Bearer ${good}`],
    ['without a blank between', (good) => `Bearer ${good},Bearer ${good}`],
  ])('sent twice returns 400: %s', async (_, make) => {
    expect(await statuses(make(token))).toEqual([400, 400, 400])
    const headers = { Authorization: make(token) }
    const { body } = await new Service().get('/api/auth/me', { headers })
    expect([body.code, body.errors[0].path]).toEqual(['invalid_input', 'Authorization'])
  })

  it('is the only place for a token', async () => {
    const service = new Service()
    for (const name of ['access_token', 'token', 'bearer', 'authorization', 'jwt']) {
      const inQuery = await service.get(`/api/auth/me?${name}=${token}`)
      expect(inQuery.status).toBe(401)
      const json = { [name]: token, name: 'Alice' }
      expect((await service.put('/api/auth/me/name', json)).status).toBe(401)
    }
    for (const name of ['Cookie', 'X-Access-Token', 'X-Auth-Token', 'Proxy-Authorization']) {
      const headers = { [name]: name === 'Cookie' ? `token=${token}` : `Bearer ${token}` }
      expect((await service.get('/api/auth/me', { headers })).status).toBe(401)
    }
  })
})
