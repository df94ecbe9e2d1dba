import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { betterAuthVerifiers, cookieOf, tokenSettings } from '../verifiers/better-auth.ts'
import { bearer, password, postJson, secret } from './credentials.ts'
import type { Peer } from './peer.ts'

const directory = join(import.meta.dirname, 'better-auth')
const prefix = '/api/auth'

/**
 * The library that most projects would choose instead. Its command line and drizzle-kit generated `schema.ts` and
 * `schema.sql` for these options, including the indexes.
 */
export const betterAuth: Peer = {
  name: 'better-auth',
  config: join(directory, 'wrangler.toml'),
  variables: (cost) => ({
    SECRET: secret,
    BCRYPT_COST: String(cost),
    COOKIE_CACHE: 'off',
    JWT: 'off',
  }),
  tokenSettings,
  verifiers: betterAuthVerifiers,
  schema: () => [readFileSync(join(directory, 'schema.sql'), 'utf8')],
  insertAccounts(db, accounts, passwordHash) {
    const user = db.prepare('insert into user (id, name, email, updated_at) values (?, ?, ?, ?)')
    const account = db.prepare(
      `insert into account (id, account_id, provider_id, user_id, password, updated_at)
       values (?, ?, 'credential', ?, ?, ?)`,
    )
    const now = Date.now()
    for (const { id, email } of accounts) {
      user.run(id, email, email, now)
      account.run(`${id}-password`, id, id, passwordHash, now)
    }
  },
  checkSession: (token) => ({ path: `${prefix}/get-session`, headers: bearer(token) }),
  signIn: (email) => postJson(`${prefix}/sign-in/email`, { email, password }),
  register: (email) => postJson(`${prefix}/sign-up/email`, { email, password, name: email }),
  passkeys: {
    origin: 'http://localhost',
    rpId: 'localhost',
    insert(db, passkeys) {
      const passkey = db.prepare(
        `insert into passkey (id, user_id, credential_id, public_key, counter, device_type, backed_up, transports)
         values (?, ?, ?, ?, 0, 'multiDevice', 1, '')`,
      )
      for (const { id, accountId, publicKey } of passkeys) {
        const [credentialId, key] = [id.toString('base64url'), publicKey.toString('base64')]
        passkey.run(`${accountId}-passkey`, accountId, credentialId, key)
      }
    },
    options: () => ({ path: `${prefix}/passkey/generate-authenticate-options` }),
    signIn(response, options) {
      const { headers, ...request } = postJson(`${prefix}/passkey/verify-authentication`, {
        response,
      })
      return { ...request, headers: { ...headers, ...cookieOf(options) } }
    },
  },
  health: () => ({ path: `${prefix}/ok` }),
  tokenOf: ({ headers }) => String(headers['set-auth-token']),
}
