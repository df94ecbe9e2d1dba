import type { Hono } from 'hono'
import { mountAccounts } from './accounts.ts'
import { mountAudit } from './audit.ts'
import type { App, Document } from './contract.ts'
import { mountInstanceSettings } from './instance-settings.ts'
import { mountSessions } from './sessions.ts'

/** Latchkey's own API, beside the five: what no document has and a browser or an operator needs. Always on. */
export const latchkey: Document = {
  mount(app, settings) {
    mountSessions(app)
    mountAudit(app)
    mountAccounts(app, settings)
    mountInstanceSettings(app)
  },
}

type Routes<T> = T extends Hono<App, infer Schema, string> ? Schema : never

/** The same as a type, from which the client takes every path, body and answer. */
export type LatchkeyApi = Hono<
  App,
  Routes<ReturnType<typeof mountSessions>> &
    Routes<ReturnType<typeof mountAudit>> &
    Routes<ReturnType<typeof mountAccounts>> &
    Routes<ReturnType<typeof mountInstanceSettings>>,
  '/'
>
