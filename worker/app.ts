import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { latchkey } from './capabilities.ts'
import type { Settings } from './config/settings.ts'
import { type Api, apis } from './config/vars.ts'
import { createCall } from './http/context.ts'
import { dress } from './http/headers.ts'
import { onError, Problem } from './http/problem.ts'
import type { App, Document } from './http/respond.ts'
import { Router } from './http/router.ts'
import { mountService } from './instance/health.ts'
import { mountPages } from './pages/pages.ts'
import { argon } from './products/argon.ts'
import { asta } from './products/asta.ts'
import { asyncat } from './products/asyncat.ts'
import { lncrawl } from './products/lncrawl.ts'
import { openArchiver } from './products/open-archiver.ts'
import { mountShared } from './products/shared.ts'

const documents: Record<Api, Document> = {
  asta,
  asyncat,
  lncrawl,
  'open-archiver': openArchiver,
  argon,
}

/** Everything that is served, for one set of settings. */
export function createApp(settings: Settings) {
  const app = new Router()
  app.onError(onError)
  app.notFound(() => new Problem('not_found').toResponse())

  app.use(
    createMiddleware<App>(async function oneCall(c, next) {
      const call = createCall(settings, c)
      c.set('call', call)
      const work = next()
      // A caller who hangs up must not stop a change half-way, nor keep a reserved try from being counted.
      c.executionCtx.waitUntil(work.catch(() => undefined))
      await work
      dress(c.res, call.requestId)
    }),
  )
  if (settings.ALLOWED_ORIGINS.length > 0) {
    app.use(
      cors({
        origin: settings.ALLOWED_ORIGINS,
        allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowHeaders: ['Authorization', 'Content-Type', 'X-Setup-Token'],
        exposeHeaders: ['Link', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
        maxAge: 7200,
      }),
    )
  }
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_, methods) =>
        new Problem('method_not_allowed', { headers: { Allow: methods.join(', ') } }).toResponse(),
    }),
  )

  const enabled = apis.filter((api) => settings.APIS.has(api)).map((api) => documents[api])
  mountShared(app, settings, enabled)
  for (const document of enabled) document.mount(app, settings)
  latchkey.mount(app, settings)
  mountService(app)
  mountPages(app, settings)
  return app
}
