import { mountAudit } from './audit.ts'
import type { Document } from './contract.ts'
import { mountSessions } from './sessions.ts'

/** Latchkey's own API, beside the five: what no document has and a browser or an operator needs. Always on. */
export const latchkey: Document = {
  mount(app) {
    mountSessions(app)
    mountAudit(app)
  },
}
