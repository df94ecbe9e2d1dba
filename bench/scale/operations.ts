import { cycle } from '../measure/cycle.ts'
import type { HttpRequest } from '../measure/load.ts'
import { bearer, password, postJson } from '../peers/credentials.ts'
import { latchkey } from '../peers/latchkey.ts'
import type { Server } from '../runtime/server.ts'
import { expire } from './population.ts'

/** Latchkey with a database of one size. */
export interface Target {
  server: Server
  /** Usernames of accounts that sign in. */
  usernames: string[]
  /** Session tokens of some of them. */
  tokens: string[]
  /** The session token of an administrator. */
  adminToken: string
  /** The account in the middle of the list; `createdAt` in milliseconds. */
  middle: { id: string; createdAt: number }
}

/** What is measured: the i-th request, or a function that returns its own milliseconds. */
export type Operation =
  | { requests: (target: Target) => (i: number) => HttpRequest }
  | { run: (target: Target) => Promise<number> }

/** Sessions and events that each sweep finds. */
const expiredRows = 500

/** A request to sign in to an account of the database. */
export function signInAs(username: string): HttpRequest {
  return postJson('/api/auth/login', { username, password })
}

/** Every operation by its title, in the order of the report. */
export const operations: Record<string, Operation> = {
  'sign-in (cost 4)': {
    requests: ({ usernames }) => {
      const username = cycle(usernames)
      return (i) => signInAs(username(i))
    },
  },
  'session check': {
    requests: ({ tokens }) => {
      const token = cycle(tokens)
      return (i) => latchkey.checkSession(token(i))
    },
  },
  'search by prefix': asAdmin(() => '/api/auth/accounts?search=person-00005'),
  'list, first page': asAdmin(() => '/api/auth/accounts'),
  'list, middle page': asAdmin(
    ({ middle }) => `/api/auth/accounts?after=t.${middle.createdAt}.${middle.id}`,
  ),
  'audit log, first page': asAdmin(() => '/api/auth/audit'),
  'audit log of one account': asAdmin(({ middle }) => `/api/auth/audit?account=${middle.id}`),
  [`sweep of ${expiredRows} sessions and ${expiredRows} events`]: { run: sweep },
}

function asAdmin(pathOf: (target: Target) => string): Operation {
  return {
    requests: (target) => {
      const request = { path: pathOf(target), headers: bearer(target.adminToken) }
      return () => request
    },
  }
}

/** Runs the scheduled sweep after rows have expired. */
async function sweep({ server: { miniflare } }: Target): Promise<number> {
  const db = await miniflare.getD1Database('DB')
  for (const statement of expire(expiredRows)) await db.prepare(statement).run()
  const worker = await miniflare.getWorker()
  const started = performance.now()
  const { outcome } = await worker.scheduled({ cron: '*/5 * * * *' })
  if (outcome !== 'ok') throw new Error(`The sweep ended with the outcome ${outcome}.`)
  return performance.now() - started
}
