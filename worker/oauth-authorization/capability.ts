import type { Capability } from '../http/capability.ts'
import { servesApps } from '../oauth/vars.ts'
import { authorizationProblems } from './problems.ts'
import { answerAuthorization, deleteGrant, listGrants } from './routes.ts'

/** Consent, and the apps that an account is connected with. */
export const oauthAuthorizationCapability = {
  routes: [listGrants, deleteGrant, answerAuthorization],
  isServed: servesApps,
  problems: authorizationProblems,
} satisfies Capability
