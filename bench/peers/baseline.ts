import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bearer, password, postJson, secret } from './credentials.ts'
import type { Peer } from './peer.ts'

const directory = join(import.meta.dirname, 'baseline')

/** The least work on the same platform with the same packages: an upper bound for the throughput. */
export const baseline = {
  name: 'baseline',
  config: join(directory, 'wrangler.toml'),
  variables: (cost) => ({ SECRET: secret, BCRYPT_COST: String(cost) }),
  schema: () => [readFileSync(join(directory, 'schema.sql'), 'utf8')],
  insertAccounts(db, accounts, passwordHash) {
    const user = db.prepare(`insert into users (id, email, hash, role) values (?, ?, ?, 'user')`)
    for (const { id, email } of accounts) user.run(id, email, passwordHash)
  },
  checkSession: (token) => ({ path: '/me', headers: bearer(token) }),
  signIn: (email) => postJson('/login', { email, password }),
  register: (email) => postJson('/register', { email, password }),
  health: () => ({ path: '/health' }),
  tokenOf: ({ text }) => JSON.parse(text).token,
  /** Compares the password with a hash and does nothing more. */
  comparePassword: (hash: string) => postJson('/compare', { password, hash }),
} satisfies Peer & Record<'comparePassword', unknown>
