// Shared by the rehearsals of docs/runbooks/: a database for each, the Worker on it, and the SQL of the pages, so that the tests
// run what the pages contain.
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after } from 'node:test'
import type { Miniflare } from 'miniflare'
import { serveBundle } from '../../../test/conformance/support/bundle.ts'
import { freePort, place, prepare, varsAt } from '../../../test/conformance/support/instance.ts'
import { secret } from '../../../test/support/accounts/forge.ts'
import { root } from '../../bootstrap/process.mjs'
import { localDatabases } from '../../lib/migrations.ts'

export const password = 'correct horse battery'
export const oldSecret = secret
export const newSecret = 'Zk3vN8xQ1pYw6RtB5mLc9HsJ2fDg7KaU'

const running = new Set<Miniflare>()
/** The folder of all databases of a test file. */
let base: string | undefined
after(async () => {
  await Promise.all([...running].map((instance) => instance.dispose()))
  if (base) rmSync(base, { recursive: true })
})

/** A local database. */
export interface LocalDatabase {
  directory: string
  state: string
  /** Arguments of the tools that choose it. */
  where: string[]
  /** Opens the file while no one serves it, which is much faster than wrangler. */
  rows<T>(use: (sqlite: DatabaseSync) => T): T
  /** Copies the whole database, whether it is served or not. Returns the path of the copy. */
  snapshot(): string
  /** Replaces the database by a copy, while no one serves it. */
  restore(copy: string): void
}

/** Creates an empty, migrated database. */
export async function database(): Promise<LocalDatabase> {
  base ??= await prepare()
  const directory = place(base)
  const state = join(directory, 'state')
  const [file = ''] = localDatabases(state)
  const rows = <T>(use: (sqlite: DatabaseSync) => T) => {
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
    where: ['--local', '--persist-to', state],
    rows,
    snapshot() {
      const copy = join(mkdtempSync(join(directory, 'point-')), 'database')
      rows((sqlite) => sqlite.prepare('vacuum into ?').run(copy))
      return copy
    },
    restore(copy) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
      cpSync(copy, file)
    },
  }
}

/** A session token, or a session cookie. */
export interface Credential {
  token?: string | undefined
  cookie?: string | undefined
}

/** An account with a session. */
export interface SignedIn {
  id: string
  token: string
}

interface Response<Body> {
  status: number
  /** The caller names the fields that it expects. */
  body: Body
  cookie: string | undefined
}

/** Serves the Worker on a database until `stop`, from this process: another one would load Miniflare again. */
export async function served(
  { directory, state }: Pick<LocalDatabase, 'directory' | 'state'>,
  settings: Record<string, string> = {},
) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = join(directory, 'log')
  writeFileSync(log, '')
  const instance = serveBundle({
    bundle: join(directory, '../bundle'),
    state,
    port,
    vars: varsAt(port, settings),
    print: (line) => appendFileSync(log, `${line}\n`),
  })
  running.add(instance)
  await instance.ready

  async function request<Body = unknown>(
    method: string,
    path: string,
    json?: unknown,
    { token, cookie }: Credential = {},
  ): Promise<Response<Body>> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(cookie && { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const body = (await response.json().catch(() => undefined)) as Body
    const [set] = response.headers.getSetCookie()
    return { status: response.status, body, cookie: set?.split(';')[0] }
  }

  return {
    url,
    log,
    request,
    async stop(): Promise<void> {
      await instance.dispose()
      running.delete(instance)
    },
    async register(username: string): Promise<SignedIn> {
      const { body } = await request<{ user: { id: string }; token: string }>(
        'POST',
        '/api/auth/register',
        { username, password },
      )
      return { id: body.user.id, token: body.token }
    },
    async administrator(email: string): Promise<SignedIn> {
      const { body } = await request<{ user: { id: string }; accessToken: string }>(
        'POST',
        '/v1/auth/setup',
        { email, password, first_name: 'Root', last_name: 'Admin' },
      )
      return { id: body.user.id, token: body.accessToken }
    },
    /** Returns the token of a new session; undefined if the password is wrong. */
    async signIn(username: string, given = password): Promise<string | undefined> {
      const credentials = { username, password: given }
      const { body } = await request<{ token?: string }>('POST', '/api/auth/login', credentials)
      return body.token
    },
    /** Returns the session cookie of a browser. */
    async cookieOf(username: string): Promise<string | undefined> {
      return (await request('POST', '/api/auth/session', { username, password })).cookie
    },
    /** Whether a session is valid. */
    async isValid(credential: Credential): Promise<boolean> {
      return (await request('GET', '/api/auth/me', undefined, credential)).status === 200
    },
    async createInvitation(token: string): Promise<string> {
      const path = '/api/auth/me/create-token'
      return (await request<{ token: string }>('POST', path, undefined, { token })).body.token
    },
    async listInvitations(token: string): Promise<string[]> {
      const path = '/api/auth/me/tokens'
      const { body } = await request<{ token: string }[]>('POST', path, undefined, { token })
      return body.map((each) => each.token)
    },
    async isInvitation(token: string): Promise<boolean> {
      return (await request('GET', `/api/auth/verify-token?token=${token}`)).body === true
    },
  }
}

/** A served Worker. */
export type Served = Awaited<ReturnType<typeof served>>

/** The statements of a page's nth block of SQL, with its placeholders replaced. */
export function sqlOf(page: string, block: number, words: Record<string, string> = {}): string[] {
  const text = readFileSync(join(root, 'docs/runbooks', page), 'utf8')
  const [, sql = ''] = [...text.matchAll(/^ *```sql\n([\s\S]*?)^ *```$/gm)][block] ?? []
  return Object.entries(words)
    .reduce((all, [word, value]) => all.replaceAll(word, value), sql)
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
