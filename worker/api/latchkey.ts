import type { Hono } from 'hono'
import { mountAudit } from './audit.ts'
import type { App, Document } from './contract.ts'
import { mountInstance } from './instance.ts'
import { mountSessions } from './sessions.ts'

/** Latchkey's own API, beside the five: what no document has and a browser or an operator needs. Always on. */
export const latchkey: Document = {
  mount(app) {
    mountSessions(app)
    mountAudit(app)
    mountInstance(app)
  },
}

type Routes<T> = T extends Hono<App, infer Schema, string> ? Schema : never

/** The same as a type, from which the client takes every path, body and answer. */
export type LatchkeyApi = Hono<
  App,
  Routes<ReturnType<typeof mountSessions>> &
    Routes<ReturnType<typeof mountAudit>> &
    Routes<ReturnType<typeof mountInstance>>,
  '/'
>
