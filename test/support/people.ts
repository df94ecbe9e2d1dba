import { expect } from 'vitest'
import { Service } from './service.ts'

/** A password that every set of APIs accepts. */
export const password = 'correct horse battery'

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
  const all = new Service()
  const { status, body } = await all.post('/api/auth/register', { username: name, password: secret })
  expect(status).toBe(200)
  return { id: body.user.id, username: body.user.username, token: body.token }
}

/** An administrator: the first by set-up, later ones made by that one. */
export async function administrator(name = 'root@example.com', secret = password): Promise<Person> {
  const all = new Service()
  const names = { first_name: 'Root', last_name: 'Admin' }
  const setup = await all.post('/v1/auth/setup', { email: name, password: secret, ...names })
  if (setup.status === 201) {
    return { id: setup.body.user.id, username: name, token: setup.body.accessToken }
  }
  throw new Error(`set-up answered ${setup.status}; make further administrators with POST /users`)
}

/** Signs in at a service with all APIs, and gives the session token. */
export async function signIn(name: string, secret = password): Promise<string> {
  const { status, body } = await new Service().post('/api/auth/login', {
    username: name,
    password: secret,
  })
  expect(status).toBe(200)
  return body.token
}
