import { join } from 'node:path'
import { bearer, password, postJson, secret } from './credentials.ts'
import { latchkey } from './latchkey.ts'
import type { Peer } from './peer.ts'

/** The cost of Latchkey's guards: its statements and rate limits with as little code as possible around them. */
export const guardsOnly: Peer = {
  ...latchkey,
  name: 'guards only',
  config: join(import.meta.dirname, 'guards-only/wrangler.toml'),
  sendsMail: false,
  verifiers: [],
  variables: (cost) => ({ SECRET: secret, BCRYPT_COST: String(cost) }),
  checkSession: (token) => ({ path: '/me', headers: bearer(token) }),
  signIn: (email) => postJson('/login', { email, password }),
  register: (email) => postJson('/register', { email, password }),
}
