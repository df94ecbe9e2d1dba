// What the rehearsals of docs/runbooks/ share: a database of their own, the Worker served on it, and the SQL of the
// pages, so that what is tested is what is written.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after } from 'node:test'
import { place, prepare, secret, serve } from '../../../test/conformance/support/instance.ts'
import { root } from '../../bootstrap/process.mjs'

export const password = 'correct horse battery'
export const oldSecret = secret
export const newSecret = 'Zk3vN8xQ1pYw6RtB5mLc9HsJ2fDg7KaU'

const running = new Set()
/** Where all databases of this file are. */
let base
after(async () => {
  await Promise.all([...running].map((instance) => instance.stop()))
  if (base) rmSync(base, { recursive: true })
})

/**
 * An empty, migrated database; `where` names it to the tools. `rows` opens its file, while nobody serves it, which is
 * much quicker than asking wrangler.
 */
export async function database() {
  base ??= await prepare()
  const directory = place(base)
  const state = join(directory, 'state')
  const where = ['--local', '--persist-to', state]
  const files = readdirSync(state, { recursive: true })
  const name = files.find((each) => each.endsWith('.sqlite') && !each.endsWith('metadata.sqlite'))
  const file = join(state, name)
  const rows = (use) => {
    const sqlite = new DatabaseSync(file)
    try {
      return use(sqlite)
    } finally {
      sqlite.close()
    }
  }
  return {
    directory,
    state,
    where,
    rows,
    /** The whole database as it is now, served or not. */
    snapshot() {
      const copy = join(mkdtempSync(join(directory, 'point-')), 'database')
      rows((sqlite) => sqlite.prepare('vacuum into ?').run(copy))
      return copy
    },
    /** Puts a snapshot back, while nobody serves the database. */
    restore(copy) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
      cpSync(copy, file)
    },
  }
}

/** The Worker on that database, until `stop`. */
export async function served({ directory }, settings) {
  const instance = await serve(directory, settings)
  running.add(instance)
  const { url, log } = instance

  async function ask(method, path, json, { token, cookie } = {}) {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(cookie && { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const body = await answer.json().catch(() => undefined)
    const [set] = answer.headers.getSetCookie()
    return { status: answer.status, body, cookie: set?.split(';')[0] }
  }

  return {
    log,
    ask,
    async stop() {
      await instance.stop()
      running.delete(instance)
    },
    async register(username) {
      const { body } = await ask('POST', '/api/auth/register', { username, password })
      return { id: body.user.id, token: body.token }
    },
    async administrator(email) {
      const { body } = await ask('POST', '/v1/auth/setup', {
        ...{ email, password },
        ...{ first_name: 'Root', last_name: 'Admin' },
      })
      return { id: body.user.id, token: body.accessToken }
    },
    /** The token of a new session, or undefined when the password opens nothing. */
    async signIn(username, given = password) {
      return (await ask('POST', '/api/auth/login', { username, password: given })).body.token
    },
    /** A browser's session. */
    async cookieOf(username) {
      return (await ask('POST', '/api/auth/session', { username, password })).cookie
    },
    /** Whether a session is good. */
    async knows(credential) {
      return (await ask('GET', '/api/auth/me', undefined, credential)).status === 200
    },
    async createToken(token) {
      return (await ask('POST', '/api/auth/me/create-token', undefined, { token })).body.token
    },
    async listTokens(token) {
      const { body } = await ask('POST', '/api/auth/me/tokens', undefined, { token })
      return body.map((each) => each.token)
    },
    async isUserToken(token) {
      return (await ask('GET', `/api/auth/verify-token?token=${token}`)).body === true
    },
  }
}

/** The statements of a page's nth block of SQL, with the words it tells to replace replaced. */
export function sqlOf(page, block, words = {}) {
  const text = readFileSync(join(root, 'docs/runbooks', page), 'utf8')
  const [, sql] = [...text.matchAll(/^ *```sql\n([\s\S]*?)^ *```$/gm)][block]
  return Object.entries(words)
    .reduce((all, [word, value]) => all.replaceAll(word, value), sql)
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
