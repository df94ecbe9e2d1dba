import { createApp } from './app.ts'
import { readSettings, type Settings, SettingsError } from './config/settings.ts'
import { sweep } from './db/sweep.ts'
import { dress } from './http/headers.ts'
import { Problem } from './http/problem.ts'

export { LatchkeyRpc } from './rpc.ts'

type App = ReturnType<typeof createApp>

/** One app per environment: settings are parsed and keys derived once in the life of an isolate. */
const apps = new WeakMap<object, App>()

async function appFor(env: object): Promise<App> {
  const known = apps.get(env)
  if (known) return known
  const settings = await readSettings(env)
  warn(settings)
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
      return refuse(error)
    }
  },

  async scheduled(controller, env): Promise<void> {
    await sweep(await readSettings(env), controller.scheduledTime)
  },
} satisfies ExportedHandler<Env>

/** Below OWASP's least cost for bcrypt; allowed for tests and old hardware, and refused by `npm run deploy`. */
const weakCost = 10

function warn({ PASSWORD_HASH, BCRYPT_COST }: Settings): void {
  if (PASSWORD_HASH !== 'bcrypt' || BCRYPT_COST >= weakCost) return
  const variables = ['BCRYPT_COST']
  console.warn(JSON.stringify({ level: 'warn', event: 'weak_setting', variables }))
}

/** Nothing is served with settings that are missing or weak; the log names them, never their values. */
function refuse(error: unknown): Response {
  if (!(error instanceof SettingsError)) throw error
  const requestId = crypto.randomUUID()
  const { message, variables } = error
  console.error(
    JSON.stringify({
      level: 'error',
      event: 'misconfigured',
      variables,
      message,
      request_id: requestId,
    }),
  )
  const answer = new Problem('misconfigured').toResponse()
  dress(answer, requestId)
  return answer
}
