import { createApp } from './app.ts'
import { expiredRows, rotateSecrets, runScheduled, settingsOf } from './capabilities.ts'
import { log } from './config/log.ts'
import { type Settings, SettingsError } from './config/settings.ts'
import { sweep } from './db/sweep.ts'
import { setSecurityHeaders } from './http/headers.ts'
import { Problem, problems } from './http/problem.ts'

export { LatchkeyRpc } from './rpc.ts'

type App = ReturnType<typeof createApp>

/** One app per environment: settings are parsed and keys derived once per isolate. */
const apps = new WeakMap<object, App>()

async function appFor(env: object): Promise<App> {
  const known = apps.get(env)
  if (known) return known
  const settings = await settingsOf(env)
  warnOfWeakCost(settings)
  const app = createApp(settings)
  apps.set(env, app)
  return app
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    try {
      const app = await appFor(env)
      return await app.fetch(request, env, ctx)
    } catch (error) {
      return misconfigured(error)
    }
  },

  async scheduled({ scheduledTime }, env): Promise<void> {
    const settings = await settingsOf(env)
    try {
      // First: on a full disk, nothing else can be written until the sweep has freed space.
      await sweep(settings.db, expiredRows(settings, scheduledTime))
    } finally {
      await rotateSecrets(settings)
      await runScheduled(settings, scheduledTime)
    }
  },
} satisfies ExportedHandler<Env>

/** OWASP's minimum cost for bcrypt. Tests and old hardware may use less; `npm run deploy` refuses less. */
const minBcryptCost = 10

function warnOfWeakCost({ PASSWORD_HASH, BCRYPT_COST }: Settings): void {
  if (PASSWORD_HASH !== 'bcrypt' || BCRYPT_COST >= minBcryptCost) return
  log('warn', 'weak_setting', { variables: ['BCRYPT_COST'] })
}

/** Nothing is served with settings that are missing or weak. The log names the variables, never their values. */
function misconfigured(error: unknown): Response {
  if (!(error instanceof SettingsError)) throw error
  const requestId = crypto.randomUUID()
  const { message, variables } = error
  log('error', 'misconfigured', { variables, message, request_id: requestId })
  const response = new Problem(problems.misconfigured).toResponse()
  setSecurityHeaders(response, requestId)
  return response
}
