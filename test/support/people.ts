import { expect } from 'vitest'
import { Service } from './service.ts'

/** A password that every set of APIs accepts. */
export const password = 'correct horse battery'

/** One service for all of them: making one is most of what a short test would do. */
const all = new Service()

export interface Person {
  id: string
  username: string
  token: string
}

/**
 * A plain user, registered over HTTP at a service with all APIs on the same database, whichever of them the test
 * itself enables. `name` may be an address.
 */
export async function person(name = 'alice', secret = password): Promise<Person> {
  const { status, body } = await all.request('POST', '/api/auth/register', {
    json: { username: name, password: secret },
    headers: elsewhere(),
  })
  expect(status).toBe(200)
  return { id: body.user.id, username: body.user.username, token: body.token }
}

/** An administrator: the first by set-up, later ones made by that one. */
export async function administrator(name = 'root@example.com', secret = password): Promise<Person> {
  const names = { first_name: 'Root', last_name: 'Admin' }
  const json = { email: name, password: secret, ...names }
  const setup = await all.request('POST', '/v1/auth/setup', { json, headers: elsewhere() })
  if (setup.status === 201) {
    return { id: setup.body.user.id, username: name, token: setup.body.accessToken }
  }
  throw new Error(`set-up answered ${setup.status}; make further administrators with POST /users`)
}

/** Signs in at a service with all APIs, and gives the session token. */
export async function signIn(name: string, secret = password): Promise<string> {
  const json = { username: name, password: secret }
  const { status, body } = await all.request('POST', '/api/auth/login', {
    json,
    headers: elsewhere(),
  })
  expect(status).toBe(200)
  return body.token
}

/** Another network address each time, so that no flood limit is met. */
function elsewhere(): Record<string, string> {
  const bytes = crypto.getRandomValues(new Uint8Array(3))
  return { 'CF-Connecting-IP': `11.${bytes.join('.')}` }
}
