import type { Person } from '../requests/client.ts'
import { fromAnywhere } from '../requests/network.ts'
import { Service } from '../requests/service.ts'

/** Serves all APIs, for preparation that does not depend on the APIs under test. */
const all = new Service()

/** Registers an account under a username or email address. */
export function person(name = 'alice', secret?: string): Promise<Person> {
  return all.register(name, secret, fromAnywhere({}))
}

/** The first administrator, by setup. Create further ones with POST /users. */
export function administrator(name?: string, secret?: string): Promise<Person> {
  return all.setUp(name, secret, fromAnywhere({}))
}

/** The token of a new session. */
export function signIn(name: string, secret?: string): Promise<string> {
  return all.signIn(name, secret, fromAnywhere({}))
}
