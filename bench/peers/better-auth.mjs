import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bearer, json, password, secret } from '../people.mjs'

const directory = join(import.meta.dirname, 'better-auth')
const prefix = '/api/auth'

/**
 * The library most would take instead. `schema.ts` and `schema.sql` are what its command line and drizzle-kit
 * generate for these options, indexes included.
 */
export const betterAuth = {
  name: 'better-auth',
  config: join(directory, 'wrangler.toml'),
  bindings: (cost) => ({ SECRET: secret, BCRYPT_COST: String(cost), COOKIE_CACHE: 'off' }),
  /** The settings under which a session is verified without D1: it travels in a second, signed cookie. */
  withoutDatabase: { COOKIE_CACHE: 'on' },
  schema: () => [readFileSync(join(directory, 'schema.sql'), 'utf8')],
  fill(db, people, hash) {
    const user = db.prepare('insert into user (id, name, email, updated_at) values (?, ?, ?, ?)')
    const account = db.prepare(
      `insert into account (id, account_id, provider_id, user_id, password, updated_at)
       values (?, ?, 'credential', ?, ?, ?)`,
    )
    const now = Date.now()
    for (const { id, email } of people) {
      user.run(id, email, email, now)
      account.run(`${id}-password`, id, id, hash, now)
    }
  },
  check: (token) => ({ path: `${prefix}/get-session`, headers: bearer(token) }),
  health: () => ({ path: `${prefix}/ok` }),
  verify: ({ headers }) => {
    const cookies = headers['set-cookie'].map((cookie) => cookie.split(';')[0])
    return { path: `${prefix}/get-session`, headers: { cookie: cookies.join('; ') } }
  },
  signIn: (email) => ({ path: `${prefix}/sign-in/email`, ...json({ email, password }) }),
  register: (email) => ({
    path: `${prefix}/sign-up/email`,
    ...json({ email, password, name: email }),
  }),
  tokenOf: ({ headers }) => headers['set-auth-token'],
}
