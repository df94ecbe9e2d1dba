import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bearer, json, password, secret } from '../people.mjs'

const directory = join(import.meta.dirname, 'floor')

/** What the platform allows at best with the same building blocks. */
export const floor = {
  name: 'floor',
  config: join(directory, 'wrangler.toml'),
  bindings: (cost) => ({ SECRET: secret, BCRYPT_COST: String(cost) }),
  schema: () => [readFileSync(join(directory, 'schema.sql'), 'utf8')],
  fill(db, people, hash) {
    const user = db.prepare(`insert into users (id, email, hash, role) values (?, ?, ?, 'user')`)
    for (const { id, email } of people) user.run(id, email, hash)
  },
  check: (token) => ({ path: '/me', headers: bearer(token) }),
  health: () => ({ path: '/health' }),
  verify: (signedIn) => ({ path: '/verify', headers: bearer(floor.tokenOf(signedIn)) }),
  signIn: (email) => ({ path: '/login', ...json({ email, password }) }),
  register: (email) => ({ path: '/register', ...json({ email, password }) }),
  compare: (hash) => ({ path: '/compare', ...json({ password, hash }) }),
  tokenOf: ({ text }) => JSON.parse(text).token,
}
