import type { Hono } from 'hono'
import { mountAccounts } from './administration/routes.ts'
import { mountAudit } from './audit/routes.ts'
import type { App, Document } from './http/respond.ts'
import { mountInstance } from './instance/routes.ts'
import { mountInstanceSettings } from './instance/settings.ts'
import { mountOwnTokens } from './invitations/routes.ts'
import { mountOwnAccount } from './own-account/routes.ts'
import { mountPasswordReset } from './passwords/routes.ts'
import { mountSessions } from './sessions/routes.ts'

/** Latchkey's own API, beside the five: what no document has and a browser or an operator needs. Always on. */
export const latchkey: Document = {
  mount(app, settings) {
    mountSessions(app)
    mountAudit(app)
    mountAccounts(app, settings)
    mountInstanceSettings(app)
    mountInstance(app, settings)
    mountOwnAccount(app, settings)
    mountOwnTokens(app)
    mountPasswordReset(app, settings)
  },
}

type Routes<T> = T extends Hono<App, infer Schema, string> ? Schema : never

/** The same as a type, from which the client takes every path, body and answer. */
export type LatchkeyApi = Hono<
  App,
  Routes<ReturnType<typeof mountSessions>> &
    Routes<ReturnType<typeof mountAudit>> &
    Routes<ReturnType<typeof mountAccounts>> &
    Routes<ReturnType<typeof mountInstanceSettings>> &
    Routes<ReturnType<typeof mountInstance>> &
    Routes<ReturnType<typeof mountOwnAccount>> &
    Routes<ReturnType<typeof mountOwnTokens>> &
    Routes<ReturnType<typeof mountPasswordReset>>,
  '/'
>
