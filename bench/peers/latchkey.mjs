import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/bootstrap/process.mjs'
import { readConfig } from '../../tools/lib/settings.mjs'
import { bearer, json, password, secret } from '../people.mjs'

const limiter = join(import.meta.dirname, 'latchkey/limiter.mjs')

/** This Worker, with its own wrangler.toml and all five APIs. */
export const latchkey = {
  name: 'Latchkey',
  config: join(root, 'wrangler.toml'),
  bindings: (cost) => ({
    ...readConfig([]).vars,
    JWT_SECRET: secret,
    BCRYPT_COST: String(cost),
    PUBLIC_URL: 'https://example.com',
    MAIL_FROM: 'Latchkey <latchkey@example.com>',
  }),
  extra: {
    email: { send_email: [{ name: 'MAIL' }] },
    serviceBindings: { FLOOD: 'limiter' },
  },
  /** Asked at every sign-in as always; only its limit is out of reach. */
  beside: [{ name: 'limiter', modules: true, scriptPath: limiter }],
  schema: () => {
    const directory = join(root, 'drizzle')
    const files = readdirSync(directory).filter((name) => name.endsWith('.sql'))
    return files.toSorted().map((name) => readFileSync(join(directory, name), 'utf8'))
  },
  fill(db, people, hash) {
    const account = db.prepare(
      `insert into accounts (id, email, password_hash, role_id, created_at, updated_at)
       values (?, ?, ?, 'user', ?, ?)`,
    )
    const identifier = db.prepare(
      `insert into identifiers (key, account_id, kind) values (?, ?, 'email')`,
    )
    const now = Date.now()
    for (const { id, email } of people) {
      account.run(id, email, hash, now, now)
      identifier.run(email, id)
    }
  },
  check: (token) => ({ path: '/api/auth/me', headers: bearer(token) }),
  health: () => ({ path: '/health' }),
  signIn: (email) => ({ path: '/api/auth/login', ...json({ email, password }) }),
  register: (email) => ({ path: '/api/auth/register', ...json({ username: email, password }) }),
  tokenOf: ({ text }) => JSON.parse(text).token,
}
