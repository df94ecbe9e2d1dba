import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { products, servedOperations } from './capabilities.ts'
import type { Settings } from './config/settings.ts'
import { type App, createCall } from './http/context.ts'
import { setSecurityHeaders } from './http/headers.ts'
import { onError, Problem, problems } from './http/problem.ts'
import { Router } from './http/router.ts'
import { mountOpenApi } from './instance/openapi.ts'
import { concurrencyLimit } from './limits/concurrency.ts'
import { rateLimit } from './limits/rate-limit.ts'
import { mountOAuth, mountPreflight, openPaths } from './oauth/endpoints.ts'
import { servesApps, servesDevices } from './oauth/vars.ts'
import { mountDeviceAuthorization } from './oauth-devices/device-authorization.ts'
import { mountPages } from './pages/pages.ts'
import { withoutPasswords } from './passwords/off.ts'
import { sharedOperations } from './products/shared.ts'

/** Everything that is served under the given settings. */
export function createApp(settings: Settings) {
  const app = new Router({ before: rateLimit, after: concurrencyLimit })
  app.onError(onError)
  app.notFound((c) => {
    const methods = app.methodsOf(c.req.path)
    const problem =
      methods.length === 0 || methods.includes(c.req.method)
        ? new Problem(problems.not_found)
        : new Problem(problems.method_not_allowed, { headers: { Allow: methods.join(', ') } })
    return problem.toResponse()
  })

  app.use(
    createMiddleware<App>(async function oneCall(c, next) {
      const call = createCall(settings, c.req.raw, c.executionCtx)
      c.set('call', call)
      const work = next()
      // A client that disconnects must not stop a change half-way, nor keep a reserved attempt from being counted.
      c.executionCtx.waitUntil(work.catch(() => undefined))
      await work
      setSecurityHeaders(c.res, call.requestId)
    }),
  )
  const open = openPaths(settings)
  if (settings.ALLOWED_ORIGINS.length > 0) {
    const ofAllowedOrigins = cors({
      origin: settings.ALLOWED_ORIGINS,
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: ['Authorization', 'Content-Type', 'X-Setup-Token'],
      exposeHeaders: ['Link', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
      maxAge: 7200,
    })
    app.use((c, next) => (open.includes(c.req.path) ? next() : ofAllowedOrigins(c, next)))
  }
  const enabled = products.filter(({ api }) => settings.APIS.has(api))
  for (const operation of [
    ...sharedOperations(enabled, settings),
    ...enabled.flatMap((product) => product.operations(settings)),
    ...servedOperations(settings),
  ]) {
    app.add(settings.PASSWORDS ? operation : withoutPasswords(operation), settings)
  }
  mountPreflight(app, open)
  if (servesApps(settings)) mountOAuth(app, settings)
  if (servesDevices(settings)) mountDeviceAuthorization(app)
  mountOpenApi(app, settings)
  mountPages(app, settings)
  return app
}
