import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/bootstrap/process.mjs'
import { readConfig } from '../../tools/lib/settings.ts'
import { listCommonPasswords } from '../../web/common-passwords-plugin.ts'
import type { HttpRequest } from '../measure/load.ts'
import { latchkeyVerifiers, tokenSettings } from '../verifiers/latchkey.ts'
import { bearer, password, postJson, rootSecret, secret } from './credentials.ts'
import type { Peer } from './peer.ts'

/** This Worker with its own wrangler.toml and all five documented APIs. */
export const latchkey: Peer = {
  name: 'Latchkey',
  config: join(root, 'wrangler.toml'),
  services: { RATE_LIMIT: join(import.meta.dirname, 'limiter/wrangler.toml') },
  sendsMail: true,
  asset: () => listCommonPasswords().join('\n'),
  variables: (cost) => ({
    ...readConfig([]).vars,
    JWT_SECRET: secret,
    ROOT_SECRET: rootSecret,
    BCRYPT_COST: String(cost),
    PUBLIC_URL: 'https://example.com',
    MAIL_FROM: 'Latchkey <latchkey@example.com>',
  }),
  tokenSettings,
  verifiers: latchkeyVerifiers,
  schema: () => {
    const directory = join(root, 'drizzle')
    const files = readdirSync(directory).filter((name) => name.endsWith('.sql'))
    return files.toSorted().map((name) => readFileSync(join(directory, name), 'utf8'))
  },
  insertAccounts(db, accounts, passwordHash) {
    const account = db.prepare(
      `insert into accounts (id, email, password_hash, role_id, created_at, updated_at)
       values (?, ?, ?, 'user', ?, ?)`,
    )
    const identifier = db.prepare(
      `insert into identifiers (key, account_id, kind) values (?, ?, 'email')`,
    )
    const now = Date.now()
    for (const { id, email } of accounts) {
      account.run(id, email, passwordHash, now, now)
      identifier.run(email, id)
    }
  },
  checkSession: (token) => ({ path: '/api/auth/me', headers: bearer(token) }),
  signIn: (email) => postJson('/api/auth/login', { email, password }),
  register: (email) => postJson('/api/auth/register', { username: email, password }),
  passkeys: {
    origin: 'https://example.com',
    rpId: 'example.com',
    insert(db, passkeys) {
      const passkey = db.prepare(
        `insert into passkeys (id, account_id, rp_id, public_key, algorithm, counter, aaguid,
           backup_eligible, backed_up, user_verified, label, created_at)
         values (?, ?, 'example.com', ?, -7, 0, '00000000-0000-0000-0000-000000000000', 1, 1, 1, '', ?)`,
      )
      const now = Date.now()
      for (const { id, accountId, publicKey } of passkeys) {
        const [credentialId, key] = [id, publicKey].map((each) => each.toString('base64url'))
        passkey.run(String(credentialId), accountId, String(key), now)
      }
    },
    options: () => fromPage('/api/auth/session/passkey/options', { purpose: 'sign_in' }),
    signIn: (passkey) => fromPage('/api/auth/session/passkey', { passkey }),
  },
  signOut(token) {
    const { headers, ...request } = postJson('/api/auth/logout', {})
    return { ...request, headers: { ...headers, ...bearer(token) } }
  },
  health: () => ({ path: '/health' }),
  tokenOf: ({ text }) => JSON.parse(text).token,
}

/** A JSON request as its page sends it. */
function fromPage(path: string, body: object): HttpRequest {
  const { headers, ...request } = postJson(path, body)
  return { ...request, headers: { ...headers, origin: 'https://example.com' } }
}
