import { join } from 'node:path'
import { bearer, json, password, secret } from '../people.mjs'
import { latchkey } from './latchkey.mjs'

/** What this Worker's guards cost by themselves: its statements and its limits, with as little as possible around them. */
export const guarded = {
  ...latchkey,
  name: 'the guards alone',
  config: join(import.meta.dirname, 'guarded/wrangler.toml'),
  bindings: (cost) => ({ SECRET: secret, BCRYPT_COST: String(cost) }),
  check: (token) => ({ path: '/me', headers: bearer(token) }),
  signIn: (email) => ({ path: '/login', ...json({ email, password }) }),
  register: (email) => ({ path: '/register', ...json({ email, password }) }),
}
