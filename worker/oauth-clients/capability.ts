import type { Capability } from '../http/capability.ts'
import { servesApps } from '../oauth/vars.ts'
import { deleteUnusedClients } from './described-clients.ts'
import { clientProblems } from './problems.ts'
import {
  createOAuthClient,
  deleteOAuthClient,
  getOAuthClient,
  listOAuthClients,
  rotateOAuthClientSecret,
  updateOAuthClient,
} from './routes.ts'
import { checkVars, vars } from './vars.ts'

const events = [
  'client_created',
  'client_updated',
  'client_secret_rotated',
  'client_deleted',
] as const

/** The administration of OAuth clients. */
export const oauthClientsCapability = {
  routes: [
    listOAuthClients,
    createOAuthClient,
    getOAuthClient,
    updateOAuthClient,
    rotateOAuthClientSecret,
    deleteOAuthClient,
  ],
  isServed: servesApps,
  problems: clientProblems,
  events,
  vars,
  checkVars,
  schedule: deleteUnusedClients,
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
