import { createApp } from './app.ts'
import { sweep } from './core/sweep.ts'
import { dressed } from './headers.ts'
import { Problem } from './problem.ts'
import { readSettings, SettingsError } from './settings.ts'

type App = ReturnType<typeof createApp>

/** One app per environment: settings are parsed and keys derived once in the life of an isolate. */
const apps = new WeakMap<object, App>()

async function appFor(env: object): Promise<App> {
  const known = apps.get(env)
  if (known) return known
  const app = createApp(await readSettings(env))
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
  return dressed(new Problem('misconfigured').toResponse(), requestId)
}
