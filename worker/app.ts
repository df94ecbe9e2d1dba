import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { argon } from './api/argon.ts'
import { asta } from './api/asta.ts'
import { asyncat } from './api/asyncat.ts'
import type { App, Document } from './api/contract.ts'
import { latchkey } from './api/latchkey.ts'
import { lncrawl } from './api/lncrawl.ts'
import { openArchiver } from './api/open-archiver.ts'
import { mountService } from './api/service.ts'
import { mountShared } from './api/shared.ts'
import { createCall } from './call.ts'
import { dress } from './headers.ts'
import { Router } from './openapi.ts'
import { mountPages } from './pages.ts'
import { onError, Problem } from './problem.ts'
import type { Settings } from './settings.ts'
import { type Api, apis } from './vars.ts'

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
