import type { Hono } from 'hono'
import { accessTokensCapability } from './access-tokens/capability.ts'
import { accountsCapability } from './accounts/capability.ts'
import { administrationCapability } from './administration/capability.ts'
import { auditLogCapability } from './audit-log/capability.ts'
import { codesCapability } from './codes/capability.ts'
import { readSettings, type Settings } from './config/settings.ts'
import { type Api, vars } from './config/vars.ts'
import type { Expired } from './db/sweep.ts'
import { devicesCapability } from './devices/capability.ts'
import type { Capability } from './http/capability.ts'
import type { App } from './http/context.ts'
import { problems } from './http/problem.ts'
import type { Operation, SchemaOf } from './http/router.ts'
import { instanceCapability } from './instance/capability.ts'
import { invitationsCapability } from './invitations/capability.ts'
import { limitsCapability } from './limits/capability.ts'
import { mailCapability } from './mail/capability.ts'
import { oauthCapability } from './oauth/capability.ts'
import { oauthAuthorizationCapability } from './oauth-authorization/capability.ts'
import { oauthClientsCapability } from './oauth-clients/capability.ts'
import { oauthDevicesCapability } from './oauth-devices/capability.ts'
import { ownAccountCapability } from './own-account/capability.ts'
import { pagesCapability } from './pages/capability.ts'
import { passkeysCapability } from './passkeys/capability.ts'
import { passwordsCapability } from './passwords/capability.ts'
import { argon } from './products/argon.ts'
import { asta } from './products/asta.ts'
import { asyncat } from './products/asyncat.ts'
import type { Product } from './products/document.ts'
import { lncrawl } from './products/lncrawl.ts'
import { openArchiver } from './products/open-archiver.ts'
import { secondFactorsCapability } from './second-factors/capability.ts'
import { sessionsCapability } from './sessions/capability.ts'
import { setupCapability } from './setup/capability.ts'
import { signingCapability } from './signing/capability.ts'
import { totpCapability } from './totp/capability.ts'

const list = [
  sessionsCapability,
  secondFactorsCapability,
  totpCapability,
  passkeysCapability,
  signingCapability,
  accessTokensCapability,
  oauthCapability,
  oauthAuthorizationCapability,
  oauthDevicesCapability,
  oauthClientsCapability,
  auditLogCapability,
  administrationCapability,
  instanceCapability,
  setupCapability,
  ownAccountCapability,
  invitationsCapability,
  passwordsCapability,
  accountsCapability,
  codesCapability,
  devicesCapability,
  limitsCapability,
  mailCapability,
  pagesCapability,
] as const satisfies readonly Capability[]

/** What the Worker consists of, apart from the documented APIs of the products. */
export const capabilities: readonly Capability[] = list

const byApi: Record<Api, Product> = {
  asta,
  asyncat,
  lncrawl,
  'open-archiver': openArchiver,
  argon,
}

/** The documented APIs. */
export const products: readonly Product[] = Object.values(byApi)

type OwnOperation = Extract<(typeof list)[number], { routes: unknown }>['routes'][number]

/** Our own API as a type, from which the client takes every path, body and response. */
export type LatchkeyApi = Hono<App, SchemaOf<OwnOperation>, '/'>

/** The problems of each capability, from which the client takes their codes. */
export type Problems =
  | typeof problems
  | Extract<(typeof list)[number], { problems: unknown }>['problems']

/**
 * Reads bindings, variables and secrets of all capabilities.
 * @throws SettingsError when something is missing or weak
 */
export function settingsOf(env: object): Promise<Settings> {
  return readSettings(env, {
    vars: Object.assign({}, vars, ...capabilities.map((each) => each.vars)),
    checks: capabilities.flatMap(({ checkVars }) => checkVars ?? []),
    declared: {
      accountCounters: capabilities.flatMap(({ counters = [] }) => counters),
      eventNames: capabilities.flatMap(({ events = [] }) => events),
      problemCodes: Object.keys(
        Object.assign({}, problems, ...capabilities.map((each) => each.problems)),
      ),
    },
    products,
  })
}

/** The operations of our own API with these settings. */
export function servedOperations(settings: Settings): Operation[] {
  return capabilities
    .filter(({ isServed }) => isServed?.(settings) ?? true)
    .flatMap(({ routes = [] }) => routes)
}

/** Everything that has expired, for the sweep. */
export function expiredRows(settings: Settings, now: number): Expired[] {
  return capabilities.flatMap(({ sweep }) => sweep?.(settings, now) ?? [])
}

/** During a rotation of the root secret, encrypts stored secrets with the current one. */
export async function rotateSecrets(settings: Settings): Promise<void> {
  if (settings.keys.length === 1) return
  for (const { rotate } of capabilities) await rotate?.(settings)
}

/** The work of the scheduled run that is neither the sweep nor a rotation of the root secret. */
export async function runScheduled(settings: Settings, now: number): Promise<void> {
  for (const { schedule } of capabilities) await schedule?.(settings, now)
}
