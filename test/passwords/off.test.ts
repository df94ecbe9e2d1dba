import { afterAll, describe, expect, test } from 'vitest'
import { type State, states } from '../support/catalogue/states.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { hashing } from '../support/faults/work.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** Every operation that sets or checks a password in some state of the catalogue. Add a new one here. */
const withPassword = [
  'POST /api/auth/account',
  'POST /api/auth/accounts',
  'POST /api/auth/change-password',
  'POST /api/auth/login',
  'POST /api/auth/register',
  'POST /api/auth/reset-password-with-token',
  'POST /api/auth/session',
  'POST /api/auth/session/proof',
  'POST /api/auth/setup',
  'POST /api/auth/signup',
  'POST /api/auth/update-password',
  'POST /api/auth/users',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/setup',
  'POST /v1/auth/login',
  'POST /v1/auth/setup',
  'PUT /api/auth/account/password',
  'PUT /api/auth/accounts/{account_id}/password',
  'PUT /api/auth/local-account',
  'PUT /api/auth/me/password',
  'PUT /api/auth/password-reset',
  'PUT /api/auth/profile',
  'PUT /api/auth/users/{user_id}/reset-password',
]
const found = new Set<string>()

/** Sends the request of a state to a service without passwords. */
async function sent({ method, prepare, vars }: State) {
  const request = await prepare(new Service(vars))
  const attempts = () => countRows('throttles', "key like 'sign-in:%' and count > 0")
  const [hashes, before] = [hashing(), await attempts()]
  const off = new Service({ ...vars, PASSWORDS: 'off' })
  const answer = await off.request(method, request.path, fromAnywhere(request))
  return { answer, hashes: hashes(), attempts: Math.max((await attempts()) - before, 0) }
}

describe('without passwords, no operation computes a hash', () => {
  test.each(states.map((state) => [`${state.name}: ${state.title}`, state] as const))(
    '%s',
    async (_, state) => {
      const { answer, hashes, attempts } = await sent(state)
      expect([hashes, attempts]).toEqual([[], 0])
      expect(answer.status, answer.text).toBeLessThan(500)
      if (answer.body?.code !== 'passwords_off') return
      found.add(state.name)
      expect([answer.status, answer.body.success, answer.body.error]).toEqual([
        403,
        false,
        'This service has no passwords. Sign in with a passkey.',
      ])
    },
  )

  afterAll(() => {
    expect([...found].sort()).toEqual(withPassword)
  })
})
